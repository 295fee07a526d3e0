import type { Design } from '../model/design.ts'
import type { Look } from './look.ts'
import { type Block, joinBlocks, rackBlock } from './rack-block.ts'
import { renderDesign } from './render-design.ts'
import { centre, widthOf } from './text.ts'
import { renderText } from './words.ts'

const gap = 4
const mostRacks = 8

/**
 * The fabric as a picture: spine, leafs, reflectors, other nodes, rack beside rack, as many beside each other as fit. With
 * many racks a table says more than a picture.
 */
export function renderPicture(design: Design, look: Look): string[] {
  const blocks = design.racks.map((rack) => rackBlock(rack, look, design.scheme === 'top-of-rack'))
  const widest = Math.max(0, ...blocks.map((block) => block.width))
  if (blocks.length === 0 || blocks.length > mostRacks || widest > look.columns - 2) return renderDesign(design, look)
  const rows: Block[][] = []
  for (const block of blocks) {
    const last = rows.at(-1)
    const used = last?.reduce((sum, b) => sum + b.width + gap, 0) ?? Number.POSITIVE_INFINITY
    if (last && used + block.width <= look.columns - 2) last.push(block)
    else rows.push([block])
  }
  const lines = rows.flatMap((row, i) => {
    const joined = joinBlocks(row, gap)
    const top = i === 0 ? spineAbove(design, row, joined[0] ? widthOf(joined[0]) : 0) : ['']
    return [...top, ...joined]
  })
  const left = ' '.repeat(Math.max(0, Math.min(8, Math.floor((look.columns - Math.max(...lines.map(widthOf))) / 2))))
  return [
    ...lines.map((line) => (left + line).trimEnd()),
    ...renderText(
      design.scheme === 'top-of-rack'
        ? look.say('picture.legendTopOfRack')
        : look.say('picture.legend', { double: look.glyphs.double.repeat(2) }),
      look,
    ),
    ...(design.interRack === 'reflector-mesh' && design.racks.length > 1
      ? renderText(look.say('picture.reflectorMesh'), look)
      : []),
  ]
}

/** The spine over the racks of the first row, with a line down to each of them. */
function spineAbove(design: Design, row: Block[], width: number): string[] {
  const withLeaf = design.racks.some((rack) => rack.leafs.length > 0)
  if (design.spines.length === 0 || !withLeaf) return []
  const name = design.spines.map((spine) => `${spine.name} AS ${spine.asn}`).join(', ')
  const middle = width / 2
  const line = Array.from({ length: width }, () => ' ')
  let start = 0
  for (const block of row) {
    const centreOfBlock = start + block.centre
    const at = Math.round((centreOfBlock * 2 + middle) / 3)
    line[Math.min(width - 1, at)] = Math.abs(centreOfBlock - middle) < 2 ? '|' : centreOfBlock < middle ? '/' : '\\'
    start += block.width + gap
  }
  return [centre(name, width), line.join('')]
}
