import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Ended, launcher, wizard } from './wizard.ts'

/** A cluster that stays up while the program is started, killed and started again: `rehearse --serve` in its own process. */
export interface Served {
  directory: string
  /** Answers for this cluster: the guide's, without the setup of hosts. */
  answers: string
  /** Flags that point the program at it as at any real cluster. */
  flags: string[]
  /** Absolute path of one of its tools. */
  tool(name: 'kubectl' | 'calicoctl' | 'ssh'): string
  /** Everything that a run may change, as text, without versions: two clusters that hold the same give the same. */
  objects(): string
  /** What somebody else does. */
  kubectl(...argv: string[]): void
  /** Runs the program against it; `--json` is added. */
  run(args: string[], options?: Parameters<typeof wizard>[1]): Promise<Ended>
  /** The same as a person without a terminal sees it: no `--json`. */
  tell(args: string[], options?: Parameters<typeof wizard>[1]): Promise<Ended>
  /** Starts the program against it and does not wait. */
  start(args: string[], env?: Record<string, string>): ChildProcess & { stdout: NodeJS.ReadableStream }
  close(): Promise<void>
}

const answers = [
  'calicoctl: {install: none}',
  'racks:',
  '  - {name: rr1, subnet: 172.20.0.0/24, nodes: "node[1-3]", asNumber: 64512, reflectors: "node[1-2]", leafs: [{name: leaf01, address: 172.20.0.254, asNumber: 65009}]}',
  '  - {name: rr2, subnet: 173.20.0.0/24, nodes: "node[4-6]", asNumber: 64513, reflectors: "node[4-5]", leafs: [{name: leaf02, address: 173.20.0.254, asNumber: 65010}]}',
  '',
].join('\n')

/**
 * Brings the guide's cluster up. Runs of the program keep their journals elsewhere: name it with --state-dir.
 * @param more flags of `rehearse`
 */
export async function serve(more: string[] = []): Promise<Served> {
  const directory = mkdtempSync(join(tmpdir(), 'crrw-served-'))
  const cluster = join(directory, 'cluster')
  writeFileSync(join(directory, 'answers.yaml'), answers)
  const server = spawn(process.execPath, [launcher, 'rehearse', '--serve', '--json', '--state-dir', cluster, ...more], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise<void>((resolve, reject) => {
    let said = ''
    server.stdout.on('data', (chunk) => {
      said += chunk
      if (said.includes('"type":"serving"')) resolve()
    })
    server.once('exit', (code) => reject(new Error(`the cluster did not come up: exit ${code}`)))
  })
  const tool: Served['tool'] = (name) => join(cluster, 'bin', name)
  const flags = ['--kubeconfig', join(cluster, 'kubeconfig')]
  for (const name of ['kubectl', 'calicoctl', 'ssh'] as const) flags.push(`--${name}`, tool(name))
  return {
    directory,
    answers: join(directory, 'answers.yaml'),
    flags,
    tool,
    objects: () => objectsOf(cluster),
    kubectl: (...argv) => {
      execFileSync(tool('kubectl'), [`--kubeconfig=${join(cluster, 'kubeconfig')}`, ...argv], { stdio: 'ignore' })
    },
    run: (args, options) => wizard([...args, '--json', ...without(flags, args)], options),
    tell: (args, options) => wizard([...args, ...without(flags, args)], options),
    start: (args, env = {}) =>
      spawn(process.execPath, [launcher, ...args, '--json', ...without(flags, args)], {
        stdio: ['ignore', 'pipe', 'ignore'],
        env: { ...process.env, ...env },
      }),
    close: async () => {
      const gone = new Promise((resolve) => server.once('close', resolve))
      server.kill('SIGTERM')
      await gone
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** Flags that the caller gave already are not given twice. */
function without(flags: string[], args: string[]): string[] {
  return flags.filter((_, index) => !args.includes(flags[index - (index % 2)]!))
}

interface Stored {
  kind: string
  metadata: { name: string; uid: string; labels?: object; annotations?: object }
  spec?: unknown
}

/** The newest state of each object in the file that a served cluster writes. */
function objectsOf(cluster: string): string {
  const latest = new Map<string, string>()
  for (const line of readFileSync(join(cluster, 'cluster.ndjson'), 'utf8').trim().split('\n')) {
    const { type, object } = JSON.parse(line) as { type: string; object: Stored }
    if (!['Node', 'BGPPeer', 'BGPConfiguration'].includes(object.kind)) continue
    const { name, uid, labels, annotations } = object.metadata
    const key = `${object.kind}/${name}`
    if (type === 'DELETED') latest.delete(key)
    else latest.set(key, JSON.stringify([uid, labels, annotations, object.spec]))
  }
  return JSON.stringify([...latest].sort())
}
