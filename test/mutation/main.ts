import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Mutant } from './mutants.ts'

/** Plays every mutant and tells the score: `main.mjs PLAYER BUNDLE MUTANTS [--report FILE] [--only TEXT] [--workers N]`. */
const [, , player = '', bundle = '', list = '', ...rest] = process.argv
const option = (name: string, otherwise: string) =>
  rest.includes(name) ? (rest[rest.indexOf(name) + 1] ?? '') : otherwise
const all = JSON.parse(readFileSync(list, 'utf8')) as Mutant[]
const only = option('--only', '')
const ids = option('--ids', '')
const chosen = all.filter(
  (mutant) => mutant.file.includes(only) && (ids === '' || ids.split(',').includes(String(mutant.id))),
)
/** Mixed, the same way each time: the score of a run that was cut short, or of `--first N`, is one of a fair sample. */
const mixed = (mutant: Mutant) => Math.imul(mutant.id, 2654435761) >>> 0
const queue = [...chosen].sort((a, b) => mixed(a) - mixed(b)).slice(0, Number(option('--first', '1e9')))
const wanted = queue.length
/** One mutant that blocks its process for this long is noticed: somebody would. */
const MUTANT_MS = 120_000

interface Verdict {
  mutant: Mutant
  by: string | undefined
  covered: boolean
}
const verdicts: Verdict[] = []

function tell(child: ChildProcess, mutant: Mutant): void {
  child.stdin?.write(`${JSON.stringify({ id: mutant.id })}\n`)
}

/** One process at a time; a new one after a mutant that killed or blocked the last. */
async function work(): Promise<void> {
  while (queue.length > 0) await life()
}

function life(): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [player, bundle, `${list}.learnt`], { stdio: ['pipe', 'pipe', 'pipe'] })
    let current: Mutant | undefined
    let words = ''
    let ready = false
    let timer: NodeJS.Timeout | undefined
    child.stderr?.on('data', (data) => {
      words = `${words}${String(data)}`.slice(-4000)
    })
    const next = () => {
      clearTimeout(timer)
      current = queue.shift()
      if (!current) {
        child.stdin?.end()
        return
      }
      timer = setTimeout(() => child.kill('SIGKILL'), MUTANT_MS)
      tell(child, current)
    }
    createInterface({ input: child.stdout! }).on('line', (line) => {
      let answer: { ready?: true; id?: number; covered?: boolean; by?: string | null; tired?: boolean }
      try {
        answer = JSON.parse(line)
      } catch {
        return
      }
      if (answer.ready) {
        ready = true
        console.error(line)
        next()
      } else if (current && answer.id === current.id) {
        verdicts.push({ mutant: current, by: answer.by ?? undefined, covered: answer.covered ?? false })
        appendFileSync(`${list}.verdicts`, `${line}\n`)
        if (verdicts.length % 100 === 0) console.error(`${verdicts.length} of ${wanted}`)
        if (!answer.tired) return next()
        clearTimeout(timer)
        current = undefined
        child.stdin?.end()
      }
    })
    child.on('close', () => {
      clearTimeout(timer)
      if (!ready) return reject(new Error(`the tests fail on the sound engine: ${words}`))
      if (current) verdicts.push({ mutant: current, by: 'it ended or blocked the process', covered: true })
      resolve()
    })
  })
}

/** The others start once the first has learnt. */
async function join(): Promise<void> {
  while (!existsSync(`${list}.learnt`) && queue.length > 0) await new Promise((resolve) => setTimeout(resolve, 500))
  await work()
}
await Promise.all([work(), ...Array.from({ length: Number(option('--workers', '2')) - 1 }, join)])

const files = [...new Set(verdicts.map((verdict) => verdict.mutant.file))].sort()
const score = (part: readonly Verdict[]) =>
  (100 * part.filter((verdict) => verdict.by !== undefined).length) / Math.max(1, part.length)
for (const file of files) {
  const part = verdicts.filter((verdict) => verdict.mutant.file === file)
  console.log(`${score(part).toFixed(1).padStart(6)} ${String(part.length).padStart(5)} ${file}`)
}
const living = verdicts.filter((verdict) => verdict.by === undefined).sort((a, b) => a.mutant.id - b.mutant.id)
const text = living.map(
  ({ mutant, covered }) =>
    `${mutant.id} ${mutant.file}:${mutant.line} ${mutant.kind}${covered ? '' : ' (no test comes here)'}: ${mutant.was.replace(/\s+/g, ' ').slice(0, 100)} => ${mutant.put.replace(/\s+/g, ' ').slice(0, 100)}`,
)
const report = option('--report', '')
if (report !== '') writeFileSync(report, `${text.join('\n')}\n`)
else for (const line of text) console.log(line)
const total = score(verdicts)
console.log(`${verdicts.length} mutants, ${living.length} survive, mutation score ${total.toFixed(1)}`)
process.exitCode = total >= Number(option('--at-least', '90')) ? 0 : 1
