import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installStandins } from '../../../src/rehearsal/standins/install.ts'
import { type Rehearsal, startRehearsal } from '../../../src/rehearsal/start.ts'
import { bundleStandins } from './bundle.ts'
import { execute, type Outcome } from './execute.ts'
import type { Recording } from './recording.ts'

/** Where the recordings' files lay. */
const recordedDirectory = '/tmp/demo'

/** Runs recorded commands against the stand-ins on a cluster like the recorded one. */
export class Replayer {
  private readonly directory: string
  private readonly bin: Record<string, string>
  private readonly rehearsal: Rehearsal
  /** What a recorded uid or resourceVersion is called here. */
  private readonly ids = new Map<string, string>()

  private constructor(directory: string, bin: Record<string, string>, rehearsal: Rehearsal) {
    this.directory = directory
    this.bin = bin
    this.rehearsal = rehearsal
  }

  static async open(version: string): Promise<Replayer> {
    const directory = mkdtempSync(join(tmpdir(), 'crrw-replay-'))
    chmodSync(directory, 0o755)
    const bundles = await bundleStandins(directory)
    chmodSync(bundles, 0o755)
    const scenario = join(directory, 'scenario.json')
    writeFileSync(scenario, JSON.stringify({ items: recordedCluster(version) }))
    const state = join(directory, 'state')
    const rehearsal = await startRehearsal({ scenario, directory: state, bundles, calicoVersion: version })
    const settings = {
      calicoVersion: version,
      kubernetesVersion: 'v1.34.4',
      kubeconfig: '',
      hostRoot: '',
      nodesRoot: '',
    }
    const bin = installStandins(join(directory, 'bin'), bundles, settings)
    chmodSync(join(directory, 'bin'), 0o755)
    const work = join(directory, 'work')
    mkdirSync(work)
    const admin = readFileSync(rehearsal.kubeconfig, 'utf8')
    writeFileSync(join(work, 'admin.kubeconfig'), admin)
    writeFileSync(join(work, 'viewer.kubeconfig'), readFileSync(join(state, 'kubeconfig-viewer'), 'utf8'))
    writeFileSync(join(work, 'bad.kubeconfig'), admin.replace(/"token": "[^"]+"/g, '"token": "nobody"'))
    writeFileSync(join(work, 'down.kubeconfig'), admin.replaceAll(rehearsal.server, 'https://127.0.0.1:16999'))
    return new Replayer(directory, bin, rehearsal)
  }

  async close(): Promise<void> {
    await this.rehearsal.close()
    rmSync(this.directory, { recursive: true, force: true })
  }

  /** Runs one recorded command here. */
  async run(recording: Recording): Promise<Outcome> {
    const work = join(this.directory, 'work')
    const here = (text: string) => this.translate(text).replaceAll(recordedDirectory, work)
    for (const [name, text] of Object.entries(recording.files)) writeFileSync(join(work, name), here(text))
    const env: Record<string, string> = {
      PATH: process.env['PATH'] ?? '',
      HOME: join(this.directory, 'nohome'),
      DATASTORE_TYPE: 'kubernetes',
      KUBECONFIG: join(work, 'admin.kubeconfig'),
    }
    for (const [name, value] of Object.entries(recording.env)) {
      if (value === null) delete env[name]
      else env[name] = here(value)
    }
    const [program = '', ...args] = recording.argv.filter((word) => !/^(setpriv|--reuid=.*|--clear-groups)$/.test(word))
    const uid = recording.argv[0] === 'setpriv' ? 65534 : undefined
    const stdin = recording.stdin && here(recording.stdin)
    const outcome = await execute(this.bin[program] as string, args.map(here), {
      cwd: work,
      env,
      ...(stdin ? { stdin } : {}),
      ...(uid === undefined ? {} : { uid }),
    })
    this.learn(recording.stdout, outcome.stdout)
    return outcome
  }

  /** A recorded text with the ids of this cluster. */
  private translate(text: string): string {
    return text.replace(idPattern, (whole, uid, version) => {
      const known = this.ids.get(uid ?? version)
      return known ? whole.replace(uid ?? version, known) : whole
    })
  }

  /** Lines that are equal but for ids say which id is which. */
  private learn(recorded: string, here: string): void {
    const [theirs, ours] = [recorded.split('\n'), here.split('\n')]
    for (const [i, line] of theirs.entries()) {
      const other = ours[i] ?? ''
      if (normalise(line) !== normalise(other)) continue
      const [left, right] = [[...line.matchAll(idPattern)], [...other.matchAll(idPattern)]]
      for (const [k, match] of left.entries()) {
        const found = right[k]
        if (found) this.ids.set((match[1] ?? match[2]) as string, (found[1] ?? found[2]) as string)
      }
    }
  }
}

const idPattern = /\b([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b|resourceVersion"?: "(\d+)"/g

/** A text without what must differ: ids, versions, times, paths. */
export function normalise(text: string): string {
  return text
    .replace(/\/tmp\/crrw-replay-[^/\s]+\/work/g, recordedDirectory)
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, 'UID')
    .replace(/resourceVersion("?): "\d+"/g, 'resourceVersion$1: "N"')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, 'TIME')
    .replace(/^E\d{4} \S+ +\d+ /gm, 'E ')
    .replace(/(Unknown {3}<none> {3})((?:\d+[dhms])+) */g, '$1AGE ')
}

/** The cluster of the recordings: six nodes without kubelets, one pool. */
function recordedCluster(version: string): unknown[] {
  const nodes = [1, 2, 3, 4, 5, 6].map((i) => {
    const address = `${i < 4 ? '172' : '173'}.20.0.${10 + ((i - 1) % 3) + 1}/24`
    const labels = { 'kubernetes.io/arch': 'amd64', 'kubernetes.io/hostname': `node${i}`, 'kubernetes.io/os': 'linux' }
    const podCIDR = `10.244.${i}.0/24`
    const applied = {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { annotations: { 'projectcalico.org/IPv4Address': address }, labels, name: `node${i}` },
      spec: { podCIDR, podCIDRs: [podCIDR] },
    }
    const annotations = {
      ...applied.metadata.annotations,
      'kubectl.kubernetes.io/last-applied-configuration': `${JSON.stringify(applied)}\n`,
    }
    return { ...applied, metadata: { ...applied.metadata, annotations } }
  })
  return [
    ...nodes,
    {
      apiVersion: 'crd.projectcalico.org/v1',
      kind: 'ClusterInformation',
      metadata: { name: 'default' },
      spec: { calicoVersion: version, clusterGUID: 'x', clusterType: 'k8s,bgp,kdd', datastoreReady: true },
    },
    {
      apiVersion: 'crd.projectcalico.org/v1',
      kind: 'IPPool',
      metadata: { name: 'default-pool' },
      spec: { cidr: '10.244.0.0/16', blockSize: 26, ipipMode: 'Never', vxlanMode: 'Never', nodeSelector: 'all()' },
    },
  ]
}
