import type { ClusterState } from '../../model/cluster.ts'
import type { Design, Leaf, Rack } from '../../model/design.ts'
import { WizardError } from '../../model/errors.ts'
import type { SecretKey } from '../../model/secret.ts'
import { cidrText, contains, parseCidr } from '../addresses.ts'
import { AsnPool } from '../asn-pool.ts'
import { chooseReflectors } from '../choose-reflectors.ts'
import type { Diagnostic } from '../diagnostics.ts'
import { type NodeFacts, nodeFacts } from '../node-facts.ts'
import { firstLeafAsn, guideLeafOptions, leafName } from '../propose-leafs.ts'
import { topOfRackLeafOptions } from '../propose-tor.ts'
import { validateDesign } from '../validate.ts'
import { type Choices, defaultChoices } from './choices.ts'
import { tellSeveral } from './several.ts'
import type { Answers, LeafAnswer, Place, RackAnswer } from './types.ts'

/**
 * Lays the answers over the proposal; what they leave open is filled by the proposal's rules.
 * @throws WizardError (exit 2) with file:line:column when the design cannot work on this cluster
 */
export function designFromAnswers(answers: Answers, cluster: ClusterState, proposal: Design): Design {
  const design = mergeAnswers(answers, cluster, proposal)
  const errors = validateDesign(design, cluster).filter((finding) => finding.severity === 'error')
  if (errors.length > 0) throw answersError(answers, errors)
  return design
}

/** The answers to everything beside the design, with defaults for what they leave open. */
export function choicesFromAnswers(answers: Answers): Choices {
  const { calicoctl, calicoctlConfig, ...rest } = answers.choices
  return {
    ...defaultChoices,
    ...rest,
    calicoctl: { ...defaultChoices.calicoctl, ...calicoctl },
    calicoctlConfig: { ...defaultChoices.calicoctlConfig, ...calicoctlConfig },
  }
}

function mergeAnswers(answers: Answers, cluster: ClusterState, proposal: Design): Design {
  const names = {
    groupLabel: answers.labels.group ?? proposal.names.groupLabel,
    idLabel: answers.labels.id ?? proposal.names.idLabel,
  }
  const scheme = answers.scheme ?? proposal.scheme
  const racks = answers.racks
    ? new RackBuilder(answers, cluster, proposal, scheme, names.idLabel).racks()
    : proposal.racks.map((rack) => ({
        ...rack,
        leafs: rack.leafs.map((leaf) => withPassword(leaf, answers.leafPassword ?? leaf.password)),
      }))
  return {
    scheme,
    defaultAsn: answers.defaultAsn ?? proposal.defaultAsn,
    racks: scheme === 'reflectors' ? racks : racks.map((rack) => withoutReflectors(rack, scheme, proposal)),
    interRack: answers.interRack ?? (racks.some((rack) => rack.leafs.length > 0) ? 'leafs' : proposal.interRack),
    spines: answers.spines ?? proposal.spines,
    serviceCidrs: answers.serviceCidrs ?? proposal.serviceCidrs,
    names,
    fabric: { ...proposal.fabric, ...answers.fabric },
    ...(answers.move && Object.keys(answers.move).length > 0 ? { move: answers.move } : {}),
  }
}

/**
 * The other schemes have no reflectors; a leaf that talks to every node must accept every node. Leafs that come from a
 * proposal with reflectors get the options of a top of rack: nobody has answered anything about them.
 */
function withoutReflectors(rack: Rack, scheme: Design['scheme'], proposal: Design): Rack {
  const bare = { ...rack, reflectors: [], clusterIds: {} }
  if (scheme !== 'top-of-rack') return bare
  // A password may have been laid over a proposed leaf; its options are what nobody has answered.
  const proposed =
    proposal.scheme === scheme ? [] : proposal.racks.flatMap((entry) => entry.leafs.map((leaf) => leaf.options))
  const leafs = rack.leafs.map((leaf) => ({
    ...leaf,
    options: proposed.includes(leaf.options)
      ? topOfRackLeafOptions(rack.asn, leaf.asn)
      : { ...leaf.options, accepts: 'all-nodes' as const },
  }))
  return { ...bare, leafs }
}

function withPassword({ password: _old, ...leaf }: Leaf, password: SecretKey | 'none' | undefined): Leaf {
  return password === undefined || password === 'none' ? leaf : { ...leaf, password }
}

/** Fills the racks of an answers file. */
class RackBuilder {
  private readonly facts: NodeFacts[]
  private readonly byName: Map<string, NodeFacts>
  private readonly asns: AsnPool
  private readonly claimed = new Set<Rack>()
  private leafCount = 0

  constructor(
    private readonly answers: Answers,
    cluster: ClusterState,
    private readonly proposal: Design,
    private readonly scheme: Design['scheme'],
    private readonly idLabel: string,
  ) {
    this.facts = nodeFacts(cluster)
    this.byName = new Map(this.facts.map((node) => [node.name, node]))
    const given = (answers.racks ?? []).flatMap((rack) => [rack.asn, ...(rack.leafs ?? []).map((leaf) => leaf.asn)])
    this.asns = new AsnPool(given.filter((asn) => asn !== undefined))
  }

  racks(): Rack[] {
    return (this.answers.racks ?? []).map((answer, index) => this.rack(answer, index))
  }

  private rack(answer: RackAnswer, index: number): Rack {
    const nodes = answer.nodes ?? this.nodesIn(answer.subnet)
    const subnet = answer.subnet ?? this.commonSubnet(nodes)
    const proposed = this.claim(subnet, nodes)
    const members = nodes.flatMap((name) => this.byName.get(name) ?? [])
    const asn = answer.asn ?? proposed?.asn ?? this.asns.next(this.proposal.defaultAsn)
    const reflectors = answer.reflectors ?? (members.length > 0 ? chooseReflectors(members, this.idLabel) : [])
    return {
      name: answer.name ?? proposed?.name ?? `rr${index + 1}`,
      subnet,
      nodes,
      asn,
      reflectors,
      clusterIds: this.clusterIds(answer, reflectors),
      leafs: answer.leafs?.map((leaf) => this.leaf(leaf, asn, answer)) ?? this.keptLeafs(proposed, answer),
    }
  }

  /** The proposed rack that lends its values to this one; each lends them once. */
  private claim(subnet: string, nodes: string[]): Rack | undefined {
    const members = new Set(nodes)
    const found = this.proposal.racks.find(
      (rack) => !this.claimed.has(rack) && rack.subnet === subnet && rack.nodes.some((name) => members.has(name)),
    )
    if (found) this.claimed.add(found)
    return found
  }

  private keptLeafs(proposed: Rack | undefined, rack: RackAnswer): Leaf[] {
    this.leafCount += proposed?.leafs.length ?? 0
    const given = rack.leafPassword ?? this.answers.leafPassword
    return (proposed?.leafs ?? []).map((leaf) => withPassword(leaf, given ?? leaf.password))
  }

  private leaf(answer: LeafAnswer, rackAsn: number, rack: RackAnswer): Leaf {
    this.leafCount++
    const asn = answer.asn ?? this.asns.next(firstLeafAsn)
    const defaults = this.scheme === 'top-of-rack' ? topOfRackLeafOptions(rackAsn, asn) : guideLeafOptions
    const leaf = {
      name: answer.name ?? leafName(this.leafCount),
      address: answer.address,
      asn,
      options: { ...defaults, ...answer.options },
    }
    return withPassword(leaf, answer.password ?? rack.leafPassword ?? this.answers.leafPassword)
  }

  private nodesIn(subnet: string | undefined): string[] {
    const cidr = subnet === undefined ? undefined : parseCidr(subnet)
    if (!cidr) return []
    return this.facts.filter((node) => node.address && contains(cidr, node.address)).map((node) => node.name)
  }

  private commonSubnet(names: string[]): string {
    const subnets = new Set(
      names.map((name) => this.byName.get(name)?.subnet).map((cidr) => (cidr ? cidrText(cidr) : '')),
    )
    return subnets.size === 1 ? [...subnets][0]! : ''
  }

  private clusterIds(answer: RackAnswer, reflectors: string[]): Record<string, string> {
    const given = answer.clusterIds ?? 'node-ip'
    if (typeof given === 'object') return { ...given }
    return Object.fromEntries(
      reflectors.flatMap((name) => {
        const node = this.byName.get(name)
        const own = node?.address?.family === 4 ? node.address.text : undefined
        const kept = answer.clusterIds === undefined ? node?.clusterId : undefined
        const id = given === 'node-ip' ? (kept ?? own) : given
        return id === undefined ? [] : [[name, id]]
      }),
    )
  }
}

/** One error for all findings, each with its place in the file. */
function answersError(answers: Answers, errors: Diagnostic[]): WizardError {
  const where = (finding: Diagnostic) => {
    const place = placeOf(answers.places, finding.path)
    return place ? `${answers.file}:${place.line}:${place.column}` : answers.file
  }
  const [first, ...rest] = errors as [Diagnostic, ...Diagnostic[]]
  return new WizardError({
    code: first.code,
    exitCode: 2,
    what: tellSeveral(
      first,
      rest.map((finding) => ({ ...finding, where: where(finding) })),
    ),
    where: where(first),
    remedies: [first.remedy],
  })
}

/** The place of a path, or of the nearest thing above it that the file names. */
function placeOf(places: ReadonlyMap<string, Place>, path: string): Place | undefined {
  for (let at = path; at !== ''; at = at.replace(/(\.[^.[\]]+|\[\d+\])$|^[^.[\]]+$/, '')) {
    const place = places.get(at)
    if (place) return place
    if (/[^.\w[\]-]/.test(at)) return undefined
  }
  return undefined
}
