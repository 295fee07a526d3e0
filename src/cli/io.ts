/** The process's edges as a value, so that a command can be tested without a process. */
export interface Io {
  stdout: NodeJS.WriteStream
  stderr: NodeJS.WriteStream
  stdin: NodeJS.ReadStream
  env: NodeJS.ProcessEnv
  /** Width of the terminal, 80 where there is none. */
  columns: number
}

/** Writes a text and waits until it is out: a result must not be lost when the process ends. */
export function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve) => {
    stream.write(text, () => resolve())
  })
}
