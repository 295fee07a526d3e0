import type { Rack } from '../model/design.ts'
import type { Look } from './look.ts'
import { byNumber, formatNodes } from './node-ranges.ts'
import { centre, pad, truncate, widthOf } from './text.ts'

/** The picture of one rack: lines of the same width. */
export interface Block {
  width: number
  /** Cell under which everything is centred. */
  centre: number
  lines: string[]
}

const mostReflectors = 3
const mostClients = 22

/** Draws a rack: leaf, reflectors joined with each other, the other nodes below; in a top of rack all nodes under the leaf. */
export function rackBlock(rack: Rack, look: Look, topOfRack = false): Block {
  const { say } = look
  const leaf = [...new Set(rack.leafs.map((l) => l.name))].join('+')
  const leafText = rack.leafs[0] ? `${leaf} AS ${rack.leafs[0].asn}` : ''
  const reflectors = [...rack.reflectors].sort(byNumber)
  const join = look.glyphs.double.repeat(3)
  const tops =
    reflectors.length === 0
      ? [topOfRack ? clientsText(rack.nodes, look) : say('design.noReflector')]
      : reflectors.length > mostReflectors
        ? [say('picture.reflectors', { nodes: reflectors.length })]
        : reflectors
  const clients = rack.nodes.filter((node) => !rack.reflectors.includes(node))
  const topText = tops.join(join)
  const bottomText = topOfRack ? '' : clientsText(clients, look)
  const width = Math.max(widthOf(leafText), widthOf(topText), widthOf(bottomText), widthOf(rackText(rack)))
  const middle = Math.floor(width / 2)
  const places = topCentres(tops, join, width)
  return {
    width,
    centre: middle,
    lines: [
      ...(leafText ? [centre(leafText, width), slopes(places, middle, width, 'down')] : []),
      centre(topText, width),
      ...(bottomText ? [slopes(places, middle, width, 'up'), centre(bottomText, width)] : topOfRack ? [] : ['', '']),
      centre(rackText(rack), width),
    ],
  }
}

function rackText(rack: Rack): string {
  return `(${rack.name}, AS ${rack.asn})`
}

function clientsText(clients: string[], look: Look): string {
  const text = formatNodes(clients)
  return widthOf(text) <= mostClients
    ? text
    : truncate(look.say('picture.clients', { nodes: clients.length }), mostClients)
}

/** Cell of the middle of each name in the centred row of reflectors. */
function topCentres(names: string[], join: string, width: number): number[] {
  let at = Math.floor((width - widthOf(names.join(join))) / 2)
  return names.map((name) => {
    const middle = at + Math.floor(widthOf(name) / 2)
    at += widthOf(name) + widthOf(join)
    return middle
  })
}

/** Strokes between a point in the middle and places beside each other: `down` spreads out, `up` comes together. */
function slopes(places: number[], middle: number, width: number, direction: 'down' | 'up'): string {
  const line = Array.from({ length: width }, () => ' ')
  for (const place of places) {
    const at = Math.round((place + middle) / 2)
    const left = direction === 'down' ? '/' : '\\'
    const right = direction === 'down' ? '\\' : '/'
    line[Math.min(width - 1, at)] = Math.abs(place - middle) < 2 ? '|' : place < middle ? left : right
  }
  return line.join('')
}

/** Puts blocks beside each other; shorter ones are filled up below. */
export function joinBlocks(blocks: readonly Block[], gap: number): string[] {
  const height = Math.max(...blocks.map((block) => block.lines.length))
  return Array.from({ length: height }, (_, y) =>
    blocks.map((block) => pad(block.lines[y] ?? '', block.width)).join(' '.repeat(gap)),
  )
}
