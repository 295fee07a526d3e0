import type { Design, Spine } from '../model/design.ts'

/** Name under which a forecast shows the network above the leafs when nobody described it. */
const IMPLIED_SPINE = 'fabric-above-the-leafs'

/** True for the stand-in: nobody can ask it, and its addresses are on no real switch. */
export function isImpliedSpine(name: string): boolean {
  return name === IMPLIED_SPINE
}

/**
 * The spines of a design. Where racks are joined by their leafs and nobody said how, something joins them all the same: one
 * switch of an AS of its own stands for it, or a forecast would cut the racks from each other.
 */
export function spinesOf(design: Design): Spine[] {
  const leafs = [...new Set(design.racks.flatMap((rack) => rack.leafs.map((leaf) => leaf.name)))]
  if (design.spines.length > 0 || design.interRack !== 'leafs' || leafs.length < 2) return design.spines
  const used = new Set(design.racks.flatMap((rack) => [rack.asn, ...rack.leafs.map((leaf) => leaf.asn)]))
  let asn = 65534
  while (used.has(asn)) asn--
  const [four, six]: Spine['links'][] = [{}, {}]
  const families = new Map<string, Set<boolean>>()
  for (const leaf of design.racks.flatMap((rack) => rack.leafs))
    families.set(leaf.name, (families.get(leaf.name) ?? new Set()).add(leaf.address.includes(':')))
  // Link-local addresses: they are never a node's, and never seen on a real switch by this name.
  for (const [i, name] of leafs.entries()) {
    const [high, low] = [Math.floor(i / 64), (i % 64) * 4]
    if (families.get(name)!.has(false))
      four![name] = {
        spineAddress: `169.254.${200 + high}.${low + 1}`,
        leafAddress: `169.254.${200 + high}.${low + 2}`,
      }
    // 100::/64 is for discarding (RFC 6666): nobody's address either.
    if (families.get(name)!.has(true))
      six![name] = { spineAddress: `100::${high + 1}:${low + 1}`, leafAddress: `100::${high + 1}:${low + 2}` }
  }
  const made = [four!, six!].filter((links) => Object.keys(links).length > 0)
  return made.map((links) => ({ name: IMPLIED_SPINE, asn, links }))
}
