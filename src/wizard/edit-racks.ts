import { expandRange } from '../design/answers/ranges.ts'
import { parseAsn } from '../model/asn.ts'
import type { Design, Rack } from '../model/design.ts'
import { formatNodes } from '../views/node-ranges.ts'
import { back } from './ask.ts'
import { moveNodes, setReflectors, withRack } from './edit-design.ts'
import { askMenu, askText } from './menu.ts'
import type { Session } from './session.ts'

/** Asks which rack; there is nothing to ask when there is only one. undefined = back. */
export async function askRack(session: Session, message: string): Promise<Rack | undefined> {
  const { racks } = session.design
  if (racks.length === 1) return racks[0]
  const name = await session.deps.ask.select({
    message,
    help: session.say('help.rack'),
    canGoBack: true,
    choices: racks.map((rack) => ({
      value: rack.name,
      label: `${rack.name}  ${formatNodes(rack.nodes)}  AS ${rack.asn}`,
    })),
  })
  return name === back ? undefined : racks.find((rack) => rack.name === name)
}

/** Changes AS number, name or a cluster id of one rack. */
export async function changeRack(session: Session): Promise<void> {
  const { say } = session
  const rack = await askRack(session, say('edit.whichRack'))
  if (!rack) return
  const what = await askMenu(session, {
    message: say('edit.rackWhat', { rack: rack.name }),
    help: say('help.rackWhat'),
    entries: [
      { value: 'asn', key: 'n', label: say('edit.rackAsn', { asn: rack.asn }) },
      { value: 'name', key: 'g', label: say('edit.rackName', { rack: rack.name }) },
      ...(rack.reflectors.length > 0 ? [{ value: 'id' as const, key: 'i', label: say('edit.clusterId') }] : []),
    ],
  })
  if (what === 'asn') await changeRackAsn(session, rack)
  if (what === 'name') await changeRackName(session, rack)
  if (what === 'id') await changeClusterIds(session, rack)
}

async function changeRackAsn(session: Session, rack: Rack): Promise<void> {
  const { say } = session
  const candidate = (text: string) => withRack(session.design, rack.name, (r) => ({ ...r, asn: parseAsn(text)! }))
  const asn = await askText(session, {
    message: say('edit.asnOf', { rack: rack.name }),
    help: 'help.asn',
    initial: String(rack.asn),
    validate: (text) => (parseAsn(text) ? session.newError(candidate(text)) : say('invalid.asn')),
  })
  if (asn !== undefined) session.design = candidate(asn)
}

async function changeRackName(session: Session, rack: Rack): Promise<void> {
  const { say, design } = session
  const candidate = (name: string) => withRack(design, rack.name, (r) => ({ ...r, name }))
  const name = await askText(session, {
    message: say('edit.nameOf', { rack: rack.name }),
    help: 'help.rackName',
    initial: rack.name,
    validate: (text) => {
      if (text !== rack.name && design.racks.some((r) => r.name === text)) return say('invalid.taken', { name: text })
      return session.newError(candidate(text))
    },
  })
  if (name !== undefined) session.design = candidate(name)
}

/** One text for all reflectors of a rack: `node1=172.20.0.11 node2=172.20.0.12`, or one id that they share. */
async function changeClusterIds(session: Session, rack: Rack): Promise<void> {
  const { say, design } = session
  const candidate = (text: string) => withRack(design, rack.name, (r) => ({ ...r, clusterIds: parseIds(text, r)! }))
  const ids = await askText(session, {
    message: say('edit.idsOf', { rack: rack.name }),
    help: 'help.clusterId',
    initial: rack.reflectors.map((node) => `${node}=${rack.clusterIds[node] ?? ''}`).join(' '),
    validate: (text) => (parseIds(text, rack) ? session.newError(candidate(text)) : say('invalid.clusterIds')),
  })
  if (ids !== undefined) session.design = candidate(ids)
}

function parseIds(text: string, rack: Rack): Record<string, string> | undefined {
  const parts = text.split(/[\s,]+/).filter(Boolean)
  if (parts.length === 1 && !parts[0]!.includes('='))
    return Object.fromEntries(rack.reflectors.map((node) => [node, parts[0]!]))
  const pairs = parts.map((part) => part.split('='))
  const complete = pairs.length === rack.reflectors.length
  const known = pairs.every(([node, id, more]) => rack.reflectors.includes(node!) && id && more === undefined)
  return complete && known ? Object.fromEntries(pairs.map(([node, id]) => [node!, id!])) : undefined
}

/** Moves nodes, named singly or as ranges, to another rack. */
export async function moveSomeNodes(session: Session): Promise<void> {
  const { say } = session
  if (session.design.racks.length < 2) return session.tell(say('edit.oneRack'))
  const text = await askText(session, {
    message: say('edit.whichNodes'),
    help: 'help.nodes',
    validate: (answer) => {
      const names = readNodes(session, answer)
      return typeof names === 'string' ? names : undefined
    },
  })
  if (text === undefined) return
  const rack = await askRack(session, say('edit.toRack'))
  if (rack) session.design = moveNodes(session.design, readNodes(session, text) as string[], rack.name)
}

/** Chooses the reflectors of one rack among its nodes. */
export async function chooseReflectors(session: Session): Promise<void> {
  const { say, deps } = session
  const rack = await askRack(session, say('edit.whichRack'))
  if (!rack) return
  const candidate = (names: string[]): Design => setReflectors(session.design, rack.name, names, deps.cluster)
  const text = await askText(session, {
    message: say('edit.reflectorsOf', { rack: rack.name, nodes: formatNodes(rack.nodes) }),
    help: 'help.reflectors',
    initial: rack.reflectors.join(' '),
    validate: (answer) => {
      const names = readNodes(session, answer)
      return typeof names === 'string' ? names : session.newError(candidate(names))
    },
  })
  if (text !== undefined) session.design = candidate(readNodes(session, text) as string[])
}

/** Node names of the cluster, or what is wrong with the text. */
function readNodes(session: Session, text: string): string[] | string {
  const { say, design } = session
  const known = new Set(design.racks.flatMap((rack) => rack.nodes))
  // A comma separates names, but not inside a bracket: node[1-3,7].
  const parts = text.split(/(?:[\s、，]|,(?![^[]*\]))+/).filter(Boolean)
  if (parts.length === 0) return say('invalid.empty')
  const names: string[] = []
  for (const part of parts) {
    const expanded = expandRange(part)
    if (!expanded.ok) return say('invalid.range', { text: part })
    names.push(...expanded.names)
  }
  const unknown = names.find((name) => !known.has(name))
  return unknown === undefined ? [...new Set(names)] : say('invalid.unknownNode', { node: unknown })
}
