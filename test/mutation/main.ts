import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { excludedOf } from './equivalent.ts'
import type { Mutant } from './mutants.ts'

/**
 * Plays every mutant and tells the score of each file and of all: `main.mjs PLAYER BUNDLES MUTANTS`, then
 * - `--only TEXT,TEXT` files whose path has one of these in it, `--ids 1,2`, `--first N` of a fair sample
 * - `--keep FILE` verdicts of an earlier run that still hold, so that a run can be made in pieces: a mutant that was noticed
 *   stays noticed while its source is the same, one that lived is played again as soon as any test or source has changed
 * - `--report FILE` where the survivors go, `--workers N`, `--at-least N` (90)
 */
const [, , player = '', bundles = '', list = '', ...rest] = process.argv
const option = (name: string, otherwise: string) =>
  rest.includes(name) ? (rest[rest.indexOf(name) + 1] ?? '') : otherwise

interface Verdict {
  mutant: Mutant
  by: string | undefined
  covered: boolean
}
const verdicts: Verdict[] = []

function judge(verdict: Verdict): void {
  verdicts.push(verdict)
  if (keep === '') return
  kept[keyOf(verdict.mutant)] = verdict.by === undefined ? { livedIn: build } : { by: verdict.by }
  if (verdicts.length % 20 === 0) writeFileSync(keep, JSON.stringify(kept))
}

const all = JSON.parse(readFileSync(list, 'utf8')) as Mutant[]
const only = option('--only', '').split(',')
const ids = option('--ids', '')
const chosen = all.filter(
  (mutant) =>
    only.some((part) => mutant.file.includes(part)) && (ids === '' || ids.split(',').includes(String(mutant.id))),
)
/** Mixed, the same way each time: the score of a run that was cut short, or of `--first N`, is one of a fair sample. */
const mixed = (mutant: Mutant) => Math.imul(mutant.id, 2654435761) >>> 0

type Kept = Record<string, { by: string } | { livedIn: string }>
const keep = option('--keep', '')
const kept: Kept = keep !== '' && existsSync(keep) ? JSON.parse(readFileSync(keep, 'utf8')) : {}
const digest = createHash('sha256')
for (const bundle of JSON.parse(readFileSync(bundles, 'utf8')) as string[]) digest.update(readFileSync(bundle))
const build = digest.digest('hex').slice(0, 16)
const keyOf = ({ file, source, start, end, put }: Mutant) => `${file} ${source} ${start}-${end} ${put}`

const excluded = excludedOf(all)
const mayBePlayed = (mutant: Mutant) => {
  const known = kept[keyOf(mutant)]
  if (!known || ('livedIn' in known && known.livedIn !== build)) return true
  verdicts.push({ mutant, by: 'by' in known ? known.by : undefined, covered: true })
  return false
}

const queue = [...chosen]
  .sort((a, b) => mixed(a) - mixed(b))
  .slice(0, Number(option('--first', '1e9')))
  .filter(mayBePlayed)
const wanted = queue.length
/** One mutant that blocks its process for this long is noticed: somebody would. */
const MUTANT_MS = 120_000

/** The mutants of one file have one range of numbers. */
const idsOf = new Map<string, { first: number; last: number }>()
for (const { file, id } of all) idsOf.set(file, { first: idsOf.get(file)?.first ?? id, last: id })

function tell(child: ChildProcess, mutant: Mutant): void {
  const { first, last } = idsOf.get(mutant.file) as { first: number; last: number }
  child.stdin?.write(`${JSON.stringify({ id: mutant.id, first, last })}\n`)
}

/** One process at a time; a new one after a mutant that killed or blocked the last. */
async function work(): Promise<void> {
  while (queue.length > 0) await life()
}

function life(): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [player, bundles, `${list}.learnt`], { stdio: ['pipe', 'pipe', 'pipe'] })
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
        judge({ mutant: current, by: answer.by ?? undefined, covered: answer.covered ?? false })
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
      if (current) judge({ mutant: current, by: 'it ended or blocked the process', covered: true })
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

if (keep !== '') writeFileSync(keep, JSON.stringify(kept))

const counted = verdicts.filter(({ mutant }) => !excluded.has(mutant.id))
const files = [...new Set(counted.map((verdict) => verdict.mutant.file))].sort()
const score = (part: readonly Verdict[]) =>
  (100 * part.filter((verdict) => verdict.by !== undefined).length) / Math.max(1, part.length)
const lived = (part: readonly Verdict[]) => part.filter((verdict) => verdict.by === undefined)
console.log(' score mutants survive excluded file')
for (const file of files) {
  const part = counted.filter((verdict) => verdict.mutant.file === file)
  const without = verdicts.filter((verdict) => verdict.mutant.file === file).length - part.length
  const columns = [
    score(part).toFixed(1).padStart(6),
    ...[part.length, lived(part).length, without].map((n) => String(n).padStart(7)),
  ]
  console.log(`${columns.join(' ')}  ${file}`)
}
const text = lived(counted)
  .sort((a, b) => a.mutant.id - b.mutant.id)
  .map(
    ({ mutant, covered }) =>
      `${mutant.id} ${mutant.file}:${mutant.line} ${mutant.kind}${covered ? '' : ' (no test comes here)'}: ${mutant.was.replace(/\s+/g, ' ').slice(0, 100)} => ${mutant.put.replace(/\s+/g, ' ').slice(0, 100)}`,
  )
const report = option('--report', '')
if (report !== '') writeFileSync(report, text.map((line) => `${line}\n`).join(''))
else for (const line of text) console.log(line)
// An exclusion has to be true: what a test notices is no equivalent mutant.
const wrong = verdicts.filter(({ mutant, by }) => by !== undefined && excluded.has(mutant.id))
for (const { mutant, by } of wrong)
  console.log(`excluded, but noticed by "${by}": ${mutant.file}:${mutant.line} ${mutant.put}`)
const total = score(counted)
console.log(
  `${counted.length} mutants, ${text.length} survive, ${verdicts.length - counted.length} excluded, mutation score ${total.toFixed(1)}`,
)
process.exitCode = total >= Number(option('--at-least', '90')) && wrong.length === 0 ? 0 : 1
