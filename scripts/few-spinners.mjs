// Stands for cli-spinners in the bundle: of its eighty animations the program shows these two (the second without Unicode).
const dots = { interval: 80, frames: ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] }
const line = { interval: 130, frames: ['-', '\\', '|', '/'] }
export default { dots, line }
