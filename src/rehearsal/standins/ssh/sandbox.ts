import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** How a remote command ended. */
export interface RemoteResult {
  stdout: string
  stderr: string
  code: number
}

const ok = (stdout = ''): RemoteResult => ({ stdout, stderr: '', code: 0 })
const fail = (stderr: string, code = 1): RemoteResult => ({ stdout: '', stderr: `${stderr}\n`, code })

/** The files and routes of one node, in a directory that stands for its `/`. */
export class Sandbox {
  private readonly root: string

  constructor(root: string) {
    this.root = root
  }

  /** True when the file is there. */
  has(path: string): boolean {
    return existsSync(this.path(path))
  }

  /** Prints a file. */
  read(path: string): RemoteResult {
    return this.has(path) ? ok(readFileSync(this.path(path), 'utf8')) : fail(`cat: ${path}: No such file or directory`)
  }

  /** Puts a file in place as a whole, executable. */
  install(path: string, bytes: Buffer): RemoteResult {
    const target = this.path(path)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(`${target}.new`, bytes)
    chmodSync(`${target}.new`, 0o755)
    renameSync(`${target}.new`, target)
    return ok()
  }

  /** Removes a file, if it is there. */
  remove(path: string): RemoteResult {
    rmSync(this.path(path), { force: true })
    return ok()
  }

  /** Prints a file's hash; nothing when there is no such file. */
  hash(path: string): RemoteResult {
    if (!this.has(path)) return ok()
    const sum = createHash('sha256')
      .update(readFileSync(this.path(path)))
      .digest('hex')
    return ok(`${sum}  ${path}\n`)
  }

  /** `ip -batch -`: stops at the first line that fails. */
  ipBatch(text: string): RemoteResult {
    const state = this.network()
    const lines = text.split('\n').map((line) => line.trim())
    for (const [i, line] of lines.entries()) {
      if (!line || line.startsWith('#')) continue
      const problem = change(state, line)
      if (!problem) continue
      this.saveNetwork(state)
      return fail(`${problem}\nCommand failed -:${i + 1}`, 1)
    }
    this.saveNetwork(state)
    return ok()
  }

  /** `ip route show table N`. */
  routes(table: string): RemoteResult {
    const state = this.network()
    const lines = state.routes.filter((route) => route.table === table)
    if (lines.length === 0) return fail('Error: ipv4: FIB table does not exist.\nDump terminated', 2)
    return ok(lines.map(({ destination, via }) => `${destination} via ${via} dev eth0 \n`).join(''))
  }

  /** `ip rule show`. */
  rules(): RemoteResult {
    const own = this.network().rules.map(({ pref, lookup }) => ({ pref: Number(pref), lookup }))
    const all = [
      { pref: 0, lookup: 'local' },
      ...own,
      { pref: 32766, lookup: 'main' },
      { pref: 32767, lookup: 'default' },
    ].sort((a, b) => a.pref - b.pref)
    return ok(all.map(({ pref, lookup }) => `${pref}:\tfrom all lookup ${lookup}\n`).join(''))
  }

  private path(path: string): string {
    // A path never leaves the sandbox: the remote side's root is this directory.
    return join(this.root, join('/', path))
  }

  private network(): NetworkState {
    const file = join(this.root, 'network.json')
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as NetworkState) : { routes: [], rules: [] }
  }

  private saveNetwork(state: NetworkState): void {
    mkdirSync(this.root, { recursive: true })
    writeFileSync(join(this.root, 'network.json'), `${JSON.stringify(state)}\n`)
  }
}

interface NetworkState {
  routes: { table: string; destination: string; via: string }[]
  rules: { pref: string; lookup: string }[]
}

/** Applies one line of iproute2; returns what is wrong with it. */
function change(state: NetworkState, line: string): string | undefined {
  const route = /^route (add|replace|del) (\S+)(?: via (\S+))? table (\S+)$/.exec(line)
  if (route) {
    const [, verb, destination = '', via = '', table = ''] = route
    const others = state.routes.filter((each) => each.destination !== destination || each.table !== table)
    const existed = others.length < state.routes.length
    if (verb === 'add' && existed) return 'RTNETLINK answers: File exists'
    if (verb === 'del' && !existed) return 'RTNETLINK answers: No such process'
    state.routes = verb === 'del' ? others : [...others, { table, destination, via }]
    return undefined
  }
  const flush = /^route flush table (\S+)$/.exec(line)
  if (flush) {
    state.routes = state.routes.filter((each) => each.table !== flush[1])
    return undefined
  }
  const rule = /^rule (add|del) pref (\d+) lookup (.+)$/.exec(line)
  if (!rule) return `Command "${line.split(' ')[0]}" is unknown, try "ip help".`
  const [, verb, pref = '', lookup = ''] = rule
  const others = state.rules.filter((each) => each.pref !== pref || each.lookup !== lookup)
  const existed = others.length < state.rules.length
  if (verb === 'add' && existed) return 'RTNETLINK answers: File exists'
  if (verb === 'del' && !existed) return 'RTNETLINK answers: No such file or directory'
  state.rules = verb === 'del' ? others : [...others, { pref, lookup }]
  return undefined
}
