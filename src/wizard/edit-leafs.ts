import { parseAddress } from '../design/addresses.ts'
import { parseAsn } from '../model/asn.ts'
import type { Design, Leaf } from '../model/design.ts'
import { parseSecretKey, secretText } from '../model/secret.ts'
import { renderLeafConfig } from '../views/render-commands.ts'
import { back } from './ask.ts'
import { allLeafs, withLeaf, withLeafOptions, withRack } from './edit-design.ts'
import { askRack } from './edit-racks.ts'
import { askMenu, askText } from './menu.ts'
import type { Session } from './session.ts'

const plainOptions: Leaf['options'] = {
  accepts: 'reflectors',
  remoteAs: 'exact',
  allowAsIn: 0,
  asOverride: false,
  nextHopSelf: false,
  reflectsClients: false,
  multipath: true,
}

/** Asks which leaf; undefined = back. */
async function askLeaf(session: Session): Promise<Leaf | undefined> {
  const leafs = allLeafs(session.design)
  if (leafs.length === 1) return leafs[0]
  const name = await session.deps.ask.select({
    message: session.say('edit.whichLeaf'),
    help: session.say('help.leaf'),
    canGoBack: true,
    choices: leafs.map((leaf) => ({ value: leaf.name, label: `${leaf.name}  ${leaf.address}  AS ${leaf.asn}` })),
  })
  return name === back ? undefined : leafs.find((leaf) => leaf.name === name)
}

/** Changes address, AS number or name of one leaf. */
export async function changeLeaf(session: Session): Promise<void> {
  const { say } = session
  const leaf = await askLeaf(session)
  if (!leaf) return
  const what = await askMenu(session, {
    message: say('edit.leafWhat', { leaf: leaf.name }),
    help: say('help.leaf'),
    entries: [
      { value: 'address', key: 'a', label: say('edit.leafAddress', { address: leaf.address }) },
      { value: 'asn', key: 'n', label: say('edit.leafAsn', { asn: leaf.asn }) },
      { value: 'name', key: 'm', label: say('edit.leafName', { leaf: leaf.name }) },
      { value: 'password', key: 'p', label: say('edit.leafPassword', { ref: passwordText(session, leaf) }) },
    ],
  })
  if (what === back) return
  if (what === 'password') return changePassword(session, leaf)
  const candidate = (text: string) =>
    withLeaf(session.design, leaf.name, (old) => ({ ...old, [what]: what === 'asn' ? parseAsn(text)! : text }))
  const answer = await askText(session, {
    message: say(`edit.leaf.${what}`, { leaf: leaf.name }),
    help: what === 'asn' ? 'help.asn' : 'help.leaf',
    initial: String(leaf[what]),
    validate: (text) => checkField(session, what, text) ?? session.newError(candidate(text)),
  })
  if (answer !== undefined) session.design = candidate(answer)
}

function passwordText(session: Session, leaf: Leaf): string {
  return leaf.password ? secretText(leaf.password) : session.say('edit.leafPassword.none')
}

/** Names the Secret that holds the password of a leaf's sessions, or takes the password away. What was typed wrong is not shown. */
async function changePassword(session: Session, leaf: Leaf): Promise<void> {
  const { say } = session
  const candidate = (text: string) => (one: Leaf) => {
    const { password: _old, ...rest } = one
    const password = text === 'none' ? undefined : parseSecretKey(text)
    return password ? { ...rest, password } : rest
  }
  const check = (text: string) => {
    if (text !== 'none' && !parseSecretKey(text)) return say('invalid.secretKey')
    return session.newError(withLeaf(session.design, leaf.name, candidate(text)))
  }
  const answer = await askText(session, {
    message: say('edit.leaf.password', { leaf: leaf.name }),
    help: 'help.password',
    initial: leaf.password ? secretText(leaf.password) : 'none',
    validate: check,
  })
  if (answer === undefined) return
  const wanted = allLeafs(session.design).length > 1 ? await askWhichLeafs(session) : 'this'
  if (wanted === back) return
  const names = wanted === 'all' ? allLeafs(session.design).map(({ name }) => name) : [leaf.name]
  for (const name of names) session.design = withLeaf(session.design, name, candidate(answer))
  session.showChecks(await session.deps.checkPasswords(session.design))
}

function askWhichLeafs(session: Session): Promise<'this' | 'all' | typeof back> {
  const { say } = session
  return askMenu(session, {
    message: say('edit.leaf.passwordFor'),
    help: say('help.password'),
    initial: 'all',
    entries: [
      { value: 'all', key: 'a', label: say('edit.leaf.passwordForAll') },
      { value: 'this', key: 't', label: say('edit.leaf.passwordForThis') },
    ],
  })
}

function checkField(session: Session, what: 'address' | 'asn' | 'name', text: string): string | undefined {
  if (what === 'asn') return parseAsn(text) ? undefined : session.say('invalid.asn')
  if (what === 'address') return parseAddress(text) ? undefined : session.say('invalid.address')
  return text ? undefined : session.say('invalid.empty')
}

/** What every leaf does with its neighbours: it decides which order of the move is safe. */
export async function askLeafOptions(session: Session): Promise<void> {
  const { say } = session
  const accepts = await askMenu(session, {
    message: say('edit.accepts'),
    help: say('help.accepts'),
    initial: allLeafs(session.design)[0]?.options.accepts ?? 'reflectors',
    entries: [
      { value: 'all-nodes', key: 'a', label: say('edit.accepts.allNodes') },
      { value: 'reflectors', key: 'r', label: say('edit.accepts.reflectors') },
    ],
  })
  if (accepts === back) return
  const remoteAs = await askMenu(session, {
    message: say('edit.remoteAs'),
    help: say('help.remoteAs'),
    initial: allLeafs(session.design)[0]?.options.remoteAs ?? 'exact',
    entries: [
      { value: 'external', key: 'x', label: say('edit.remoteAs.external') },
      { value: 'exact', key: 'e', label: say('edit.remoteAs.exact') },
    ],
  })
  if (remoteAs === back) return
  session.design = withLeafOptions(session.design, { accepts, remoteAs })
}

/** Adds a leaf to a rack; it takes the options of the others. */
export async function addLeaf(session: Session): Promise<void> {
  const { say } = session
  const rack = await askRack(session, say('edit.whichRack'))
  if (!rack) return
  const candidate = (address: string, asn: number): Design =>
    withLinks(
      withRack(session.design, rack.name, (r) => ({ ...r, leafs: [...r.leafs, newLeaf(session, address, asn)] })),
    )
  const address = await askText(session, {
    message: say('edit.newLeafAddress', { rack: rack.name }),
    help: 'help.leaf',
    validate: (text) =>
      parseAddress(text) ? session.newError(candidate(text, freeAsn(session))) : say('invalid.address'),
  })
  if (address === undefined) return
  const asn = await askText(session, {
    message: say('edit.newLeafAsn', { rack: rack.name }),
    help: 'help.asn',
    initial: String(freeAsn(session)),
    validate: (text) => (parseAsn(text) ? session.newError(candidate(address, parseAsn(text)!)) : say('invalid.asn')),
  })
  if (asn !== undefined) session.design = candidate(address, parseAsn(asn)!)
}

/** Takes a leaf away. */
export async function removeLeaf(session: Session): Promise<void> {
  const leaf = await askLeaf(session)
  if (!leaf) return
  const racks = session.design.racks.map((rack) => ({
    ...rack,
    leafs: rack.leafs.filter((other) => other.name !== leaf.name),
  }))
  session.design = withLinks({ ...session.design, racks })
}

/** Shows the configuration of the leafs, and of the spines above them, in a dialect. */
export async function showLeafConfigs(session: Session): Promise<void> {
  const { say, deps, look } = session
  const dialect = await deps.ask.select({
    message: say('edit.dialect'),
    help: say('help.dialect'),
    canGoBack: true,
    choices: deps.dialects.map((name) => ({ value: name, label: name })),
  })
  if (dialect === back) return
  for (const device of [...allLeafs(session.design), ...session.design.spines]) {
    const config = deps.switchConfig(device, dialect, session.design)
    if (config) session.show(['', ...renderLeafConfig({ name: device.name, dialect, config }, look)])
  }
}

/** Racks with a leaf each reach each other through the leafs, otherwise reflectors peer among themselves. */
function withLinks(design: Design): Design {
  const joined = design.racks.every((rack) => rack.leafs.length > 0)
  return { ...design, interRack: joined ? 'leafs' : 'reflector-mesh' }
}

function newLeaf(session: Session, address: string, asn: number): Leaf {
  const leafs = allLeafs(session.design)
  let number = leafs.length + 1
  const name = (n: number) => `leaf${String(n).padStart(2, '0')}`
  while (leafs.some((leaf) => leaf.name === name(number))) number++
  return { name: name(number), address, asn, options: { ...(leafs[0]?.options ?? plainOptions) } }
}

function freeAsn(session: Session): number {
  return Math.max(65008, ...allLeafs(session.design).map((leaf) => leaf.asn)) + 1
}
