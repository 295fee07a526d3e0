// A chunk of its own, loaded with the first question; only these three of the library's prompts are part of the program.
export { confirm, input, select } from '@inquirer/prompts'
