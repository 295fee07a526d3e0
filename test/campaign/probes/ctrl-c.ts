import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runChild } from '../../../src/tools/process.ts'

/** A writing child that takes a second; the process that waits for it is of the terminal's group. */
export async function writeSlowly(file: string): Promise<void> {
  process.on('SIGINT', () => {})
  process.on('SIGHUP', () => {})
  const code = `const fs=require('fs');fs.writeFileSync(process.argv[1],'begun');setTimeout(()=>fs.writeFileSync(process.argv[1],'done'),1000)`
  await runChild({ file: process.execPath, argv: ['-e', code, file], env: {}, timeoutMs: 20_000, mayStop: false })
}

/** What Ctrl-C and a hang-up do to the group of the terminal, they must not do to a child that writes. */
export async function ctrlC(): Promise<string | undefined> {
  const home = mkdtempSync(join(tmpdir(), 'crrw-ctrl-c-'))
  try {
    for (const signal of ['SIGINT', 'SIGHUP'] as const) {
      const file = join(home, signal)
      const code = `import(${JSON.stringify(import.meta.url)}).then((probes) => probes.writeSlowly(${JSON.stringify(file)}))`
      const waiting = spawn(process.execPath, ['--input-type=module', '-e', code], { detached: true, stdio: 'ignore' })
      const gone = new Promise((resolve) => waiting.once('close', resolve))
      while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 20))
      process.kill(-waiting.pid!, signal)
      await gone
      const end = Date.now() + 5000
      while (readFileSync(file, 'utf8') !== 'done' && Date.now() < end)
        await new Promise((resolve) => setTimeout(resolve, 50))
      if (readFileSync(file, 'utf8') !== 'done') return `${signal} killed the child that was writing`
    }
    return undefined
  } finally {
    rmSync(home, { recursive: true })
  }
}
