import { spawn } from 'node:child_process'

/** What a program printed and how it ended. */
export interface Outcome {
  stdout: string
  stderr: string
  code: number
}

/** Runs a program to its end. */
export function execute(
  file: string,
  args: string[],
  options: { cwd: string; env: Record<string, string>; stdin?: string; uid?: number },
): Promise<Outcome> {
  const { cwd, env, stdin, uid } = options
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env, ...(uid === undefined ? {} : { uid }) })
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', (chunk) => {
      stdout += chunk
    })
    child.stderr.on('data', (chunk) => {
      stderr += chunk
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ stdout, stderr, code: code ?? -1 }))
    // A program may be gone before it has read everything.
    child.stdin.on('error', () => undefined)
    child.stdin.end(stdin ?? '')
  })
}
