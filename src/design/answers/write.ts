import { Document, isMap, isScalar, isSeq, Scalar, YAMLSeq } from 'yaml'
import type { Design, Leaf, LeafOptions, Rack } from '../../model/design.ts'
import { guideLeafOptions } from '../propose-leafs.ts'
import { topOfRackLeafOptions } from '../propose-tor.ts'
import { type Choices, durationText } from './choices.ts'
import { compressNames } from './ranges.ts'

/** What each question is about, beside its answer in the saved file. Keys are those of docs/answers.md. */
const comments: Record<string, string> = {
  scheme: ' full-mesh, reflectors or top-of-rack',
  order: ' safe: the least harmful order for this cluster; guide: as the guide prints it',
  calicoctl: ' Step 1: install calicoctl on none, this-node or all-nodes; from release, an https:// mirror or a file',
  calicoctlConfig: ' Step 2: the file that tells calicoctl where the cluster is',
  asNumber: ' Step 3: mesh off, and the AS number of every node without its own',
  racks: ' Steps 4 to 6: one rack = one subnet, one AS, its reflectors and its leafs',
  interRack: ' leafs: racks meet above the leafs; reflector-mesh: reflectors of all racks peer among themselves',
  spines: ' Switches above the leafs, for the forecast only',
  labels: ' Step 5: rr-group = whose rack, rr-id = reflector of that rack',
  fabric: ' What is true of the switches and nodes; it decides which order is safe',
  move: ' How cautiously: a canary (rack or node) first, racks in turn, reflectors that carry no pods',
  statusVia: ' Step 7: how sessions are read: auto, exec, ssh, crd or local',
  confirmWithin: ' A finished run is undone unless it is confirmed within this time; off = never',
  serviceCIDRs: ' Step 8: service ranges to announce; [] = none',
}

/**
 * Writes the answers that lead to this design again, with a comment for each question. Reading the result gives an equal
 * design and equal choices.
 */
export function answersFromDesign(design: Design, choices: Choices): string {
  const document = new Document({
    scheme: design.scheme,
    order: choices.order,
    calicoctl: {
      install: choices.calicoctl.install,
      from: sourceText(choices.calicoctl.from),
      path: choices.calicoctl.path,
    },
    calicoctlConfig: { ...choices.calicoctlConfig },
    asNumber: design.defaultAsn,
    racks: design.racks.map((rack) => rackAnswer(rack, design.scheme)),
    interRack: design.interRack,
    ...(design.spines.length > 0
      ? { spines: design.spines.map((spine) => ({ name: spine.name, asNumber: spine.asn, links: spine.links })) }
      : {}),
    labels: { group: design.names.groupLabel, id: design.names.idLabel },
    fabric: { ...design.fabric },
    ...(design.move ? { move: { ...design.move } } : {}),
    statusVia: choices.statusVia,
    confirmWithin: durationText(choices.confirmWithinSeconds),
    serviceCIDRs: design.serviceCidrs,
  })
  document.commentBefore = ' Answers of calico-rr-wizard. Use them again with: --answers THIS_FILE'
  layOut(document)
  return document.toString({ lineWidth: 0, flowCollectionPadding: false })
}

/** Comments above the questions; lists of plain words on one line. */
function layOut(document: Document): void {
  if (!isMap(document.contents)) return
  for (const pair of document.contents.items) {
    if (!isScalar(pair.key)) continue
    const comment = comments[String(pair.key.value)]
    if (comment) pair.key.commentBefore = comment
    pair.key.spaceBefore = true
  }
  inlineLists(document.contents)
}

function inlineLists(node: unknown): void {
  if (isSeq(node)) {
    const plain = node.items.every((item) => isScalar(item))
    if (plain && node instanceof YAMLSeq) {
      node.flow = true
      // Brackets of a range would end the list: such words need quotes.
      for (const item of node.items) {
        if (item instanceof Scalar && /[[\]]/.test(String(item.value))) item.type = 'QUOTE_DOUBLE'
      }
    } else for (const item of node.items) inlineLists(item)
  } else if (isMap(node)) {
    for (const pair of node.items) inlineLists(pair.value)
  }
}

function rackAnswer(rack: Rack, scheme: Design['scheme']): Record<string, unknown> {
  const reflecting = scheme === 'reflectors'
  return {
    name: rack.name,
    ...(rack.subnet ? { subnet: rack.subnet } : {}),
    nodes: compressNames(rack.nodes),
    asNumber: rack.asn,
    ...(reflecting ? { reflectors: compressNames(rack.reflectors), clusterIDs: { ...rack.clusterIds } } : {}),
    leafs: rack.leafs.map((leaf) => leafAnswer(leaf, rack, scheme)),
  }
}

/** Options that hold their default stay unsaid. */
function leafAnswer(leaf: Leaf, rack: Rack, scheme: Design['scheme']): Record<string, unknown> {
  const defaults: LeafOptions = scheme === 'top-of-rack' ? topOfRackLeafOptions(rack.asn, leaf.asn) : guideLeafOptions
  const told = Object.entries(leaf.options).filter(([key, value]) => value !== defaults[key as keyof LeafOptions])
  return {
    name: leaf.name,
    address: leaf.address,
    asNumber: leaf.asn,
    ...Object.fromEntries(told),
    ...(leaf.password ? { password: { ...leaf.password } } : {}),
  }
}

function sourceText(source: Choices['calicoctl']['from']): string {
  if (source.kind === 'mirror') return source.url
  return source.kind === 'file' ? source.path : 'release'
}
