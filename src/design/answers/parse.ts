import type { Node } from 'yaml'
import type { LeafOptions, Pace, Spine } from '../../model/design.ts'
import { type CalicoctlSource, defaultChoices, parseDuration } from './choices.ts'
import { AnswersReader } from './reader.ts'
import { short } from './short-text.ts'
import type { Answers, LeafAnswer, RackAnswer } from './types.ts'
import { readAddress, readAsn, readCidr, readNodes, readPassword } from './values.ts'

/**
 * Reads an answers file (docs/answers.md). Nothing is guessed and nothing is dropped: every key must be known, every value
 * must be usable. What only the cluster can tell (does the node exist?) is checked in `designFromAnswers`.
 * @param text YAML, at most 1 MiB
 * @param file its name, for messages
 * @throws WizardError (exit 2) that lists every problem with file:line:column and remedy
 */
export function parseAnswers(text: string, file: string): Answers {
  const reader = new AnswersReader(text, file)
  const answers: Answers = {
    file,
    labels: {},
    fabric: {},
    choices: { calicoctl: {}, calicoctlConfig: {} },
    places: reader.places,
  }
  const { choices } = answers
  const set = <T extends object, K extends keyof T>(target: T, key: K, value: T[K] | undefined) => {
    if (value !== undefined) target[key] = value
  }
  reader.map(reader.root(), '', {
    scheme: (n, p) => set(answers, 'scheme', reader.word(n, p, ['full-mesh', 'reflectors', 'top-of-rack'])),
    order: (n, p) => set(choices, 'order', reader.word(n, p, ['safe', 'guide'])),
    calicoctl: (node, path) =>
      reader.map(node, path, {
        install: (n, p) => set(choices.calicoctl, 'install', reader.word(n, p, ['none', 'this-node', 'all-nodes'])),
        from: (n, p) => set(choices.calicoctl, 'from', readSource(reader, n, p)),
        path: (n, p) => set(choices.calicoctl, 'path', readGuidePath(reader, n, p, defaultChoices.calicoctl.path)),
      }),
    calicoctlConfig: (node, path) =>
      reader.map(node, path, {
        write: (n, p) => set(choices.calicoctlConfig, 'write', reader.boolean(n, p)),
        path: (n, p) =>
          set(choices.calicoctlConfig, 'path', readGuidePath(reader, n, p, defaultChoices.calicoctlConfig.path)),
        kubeconfig: (n, p) => set(choices.calicoctlConfig, 'kubeconfig', readPath(reader, n, p)),
      }),
    asNumber: (n, p) => set(answers, 'defaultAsn', readAsn(reader, n, p)),
    racks: (node, path) => {
      const racks: RackAnswer[] = []
      answers.racks = racks
      reader.list(node, path, (n, p) => racks.push(readRack(reader, n, p)))
    },
    leafPassword: (n, p) => set(answers, 'leafPassword', readPassword(reader, n, p)),
    interRack: (n, p) => set(answers, 'interRack', reader.word(n, p, ['leafs', 'reflector-mesh'])),
    spines: (node, path) => {
      const spines: Spine[] = []
      answers.spines = spines
      reader.list(node, path, (n, p) => spines.push(readSpine(reader, n, p)))
    },
    labels: (node, path) =>
      reader.map(node, path, {
        group: (n, p) => set(answers.labels, 'group', reader.scalar(n, p)),
        id: (n, p) => set(answers.labels, 'id', reader.scalar(n, p)),
      }),
    serviceCIDRs: (node, path) => {
      const cidrs: string[] = []
      answers.serviceCidrs = cidrs
      reader.list(node, path, (n, p) => {
        const cidr = readCidr(reader, n, p)
        if (cidr !== undefined && cidrs.includes(cidr)) {
          reader.problem('E_ANSWERS_CIDR', n, `${p}: ${cidr} is given twice`, 'give it once')
        } else if (cidr !== undefined) cidrs.push(cidr)
      })
    },
    fabric: (node, path) =>
      reader.map(node, path, {
        defaultRouteViaLeaf: (n, p) => set(answers.fabric, 'defaultRouteViaLeaf', reader.boolean(n, p)),
        sshToNodes: (n, p) => set(answers.fabric, 'sshToNodes', reader.boolean(n, p)),
      }),
    move: (node, path) => {
      const move: Pace = {}
      answers.move = move
      reader.map(node, path, {
        canary: (n, p) => {
          const name = reader.scalar(n, p)
          if (name !== 'none') set(move, 'canary', name)
        },
        racksInTurn: (n, p) => set(move, 'racksInTurn', reader.boolean(n, p)),
        emptyReflectors: (n, p) => set(move, 'emptyReflectors', reader.boolean(n, p)),
      })
    },
    statusVia: (n, p) => set(choices, 'statusVia', reader.word(n, p, ['auto', 'exec', 'ssh', 'crd', 'local'])),
    confirmWithin: (node, path) => {
      const text = reader.scalar(node, path)
      const seconds = text === undefined ? undefined : parseDuration(text)
      if (seconds !== undefined) choices.confirmWithinSeconds = seconds
      else if (text !== undefined)
        reader.problem(
          'E_ANSWERS_VALUE',
          node,
          `${path}: "${short(text)}" is no time up to a day`,
          'write 10m, 90s or off',
        )
    },
  })
  reader.finish()
  return answers
}

function readRack(reader: AnswersReader, node: Node | null, path: string): RackAnswer {
  const rack: RackAnswer = {}
  const set = <K extends keyof RackAnswer>(key: K, value: RackAnswer[K] | undefined) => {
    if (value !== undefined) rack[key] = value
  }
  reader.map(node, path, {
    name: (n, p) => set('name', reader.scalar(n, p)),
    subnet: (n, p) => set('subnet', readCidr(reader, n, p)),
    nodes: (n, p) => set('nodes', readNodes(reader, n, p)),
    asNumber: (n, p) => set('asn', readAsn(reader, n, p)),
    reflectors: (n, p) => set('reflectors', readNodes(reader, n, p)),
    clusterIDs: (n, p) => set('clusterIds', readClusterIds(reader, n, p)),
    leafPassword: (n, p) => set('leafPassword', readPassword(reader, n, p)),
    leafs: (n, p) => {
      const leafs: LeafAnswer[] = []
      rack.leafs = leafs
      reader.list(n, p, (item, at) => leafs.push(readLeaf(reader, item, at)))
    },
  })
  return rack
}

function readClusterIds(reader: AnswersReader, node: Node | null, path: string): RackAnswer['clusterIds'] {
  if (node && 'items' in node) {
    const ids: Record<string, string> = Object.create(null)
    reader.entries(node, path, (name, n, p) => {
      const id = reader.scalar(n, p)
      if (id !== undefined) ids[name] = id
    })
    return { ...ids }
  }
  return reader.scalar(node, path)
}

function readLeaf(reader: AnswersReader, node: Node | null, path: string): LeafAnswer {
  const leaf: LeafAnswer = { address: '', options: {} }
  const option = <K extends keyof LeafOptions>(key: K, value: LeafOptions[K] | undefined) => {
    if (value !== undefined) leaf.options[key] = value
  }
  reader.map(node, path, {
    name: (n, p) => {
      const name = reader.scalar(n, p)
      if (name !== undefined) leaf.name = name
    },
    address: (n, p) => {
      leaf.address = readAddress(reader, n, p) ?? 'bad'
    },
    asNumber: (n, p) => {
      const asn = readAsn(reader, n, p)
      if (asn !== undefined) leaf.asn = asn
    },
    password: (n, p) => {
      const password = readPassword(reader, n, p)
      if (password !== undefined) leaf.password = password
    },
    accepts: (n, p) => option('accepts', reader.word(n, p, ['reflectors', 'all-nodes'])),
    remoteAs: (n, p) => option('remoteAs', reader.word(n, p, ['exact', 'external'])),
    allowAsIn: (n, p) => option('allowAsIn', readCount(reader, n, p)),
    asOverride: (n, p) => option('asOverride', reader.boolean(n, p)),
    nextHopSelf: (n, p) => option('nextHopSelf', reader.boolean(n, p)),
    reflectsClients: (n, p) => option('reflectsClients', reader.boolean(n, p)),
    multipath: (n, p) => option('multipath', reader.boolean(n, p)),
    // Waiting is the rule; only its opposite is kept.
    waitsForNodes: (n, p) => option('waitsForNodes', reader.boolean(n, p) === false ? false : undefined),
  })
  if (leaf.address === '')
    reader.problem('E_ANSWERS_NO_VALUE', node, `${path} has no address`, 'add "address: 172.20.0.254"')
  return leaf
}

function readSpine(reader: AnswersReader, node: Node | null, path: string): Spine {
  const spine: Spine = { name: '', asn: 0, links: {} }
  reader.map(node, path, {
    name: (n, p) => {
      spine.name = reader.scalar(n, p) ?? 'bad'
    },
    asNumber: (n, p) => {
      spine.asn = readAsn(reader, n, p) ?? -1
    },
    links: (n, p) =>
      reader.entries(n, p, (leaf, link, at) => {
        const ends = { spineAddress: '', leafAddress: '' }
        reader.map(link, at, {
          spineAddress: (end, endPath) => {
            ends.spineAddress = readAddress(reader, end, endPath) ?? 'bad'
          },
          leafAddress: (end, endPath) => {
            ends.leafAddress = readAddress(reader, end, endPath) ?? 'bad'
          },
        })
        if (ends.spineAddress === '' || ends.leafAddress === '')
          reader.problem(
            'E_ANSWERS_NO_VALUE',
            link,
            `${at} needs spineAddress and leafAddress`,
            'give both ends of the link',
          )
        Object.defineProperty(spine.links, leaf, { value: ends, enumerable: true, writable: true, configurable: true })
      }),
  })
  if (spine.name === '') reader.problem('E_ANSWERS_NO_VALUE', node, `${path} has no name`, 'add "name: spine01"')
  if (spine.asn === 0) reader.problem('E_ANSWERS_NO_VALUE', node, `${path} has no asNumber`, 'add "asNumber: 65008"')
  return spine
}

function readCount(reader: AnswersReader, node: Node | null, path: string): number | undefined {
  const text = reader.scalar(node, path)
  if (text === undefined || /^(10|[0-9])$/.test(text)) return text === undefined ? undefined : Number(text)
  return reader.problem(
    'E_ANSWERS_VALUE',
    node,
    `${path}: "${short(text)}" is no number from 0 to 10`,
    'mostly 0, or 1',
  )
}

/** An absolute path: the file may be written on other machines, where this shell's folder means nothing. */
function readPath(reader: AnswersReader, node: Node | null, path: string): string | undefined {
  const text = reader.scalar(node, path)
  if (text === undefined || /^\/[^\u0000-\u001f\u007f]+$/.test(text)) return text
  return reader.problem('E_ANSWERS_VALUE', node, `${path}: "${short(text)}" is no absolute path`, 'begin it with /')
}

/** A file that the wizard writes as root: only the one that the guide names (promise of design.md). */
function readGuidePath(reader: AnswersReader, node: Node | null, path: string, own: string): string | undefined {
  const text = reader.scalar(node, path)
  if (text === undefined || text === own) return text
  return reader.problem('E_ANSWERS_VALUE', node, `${path}: "${short(text)}" is no place of the guide`, `write ${own}`)
}

function readSource(reader: AnswersReader, node: Node | null, path: string): CalicoctlSource | undefined {
  const text = reader.scalar(node, path)
  if (text === undefined) return undefined
  if (text === 'release') return { kind: 'release' }
  if (/^https:\/\/[^\s/@]+(\/\S*)?$/.test(text)) return { kind: 'mirror', url: text }
  if (/^\/[^\u0000-\u001f\u007f]+$/.test(text)) return { kind: 'file', path: text }
  return reader.problem(
    'E_ANSWERS_VALUE',
    node,
    `${path}: "${short(text)}" is no source`,
    'write release, an https:// mirror without credentials, or the absolute path of a file',
  )
}
