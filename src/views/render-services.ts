import type { Look } from './look.ts'
import { byNumber, formatNodes } from './node-ranges.ts'
import { renderText } from './words.ts'

/** A service range with its announcers and, by switch, the names its traffic goes to. */
export interface ServiceRow {
  range: string
  announcedBy: readonly string[]
  excluded: readonly string[]
  switches: readonly { name: string; hops: readonly string[] }[]
  /** What a switch was seen to hold, where its routes were read. */
  seen?: readonly { name: string; hops: readonly string[] }[]
}

const excludeLabel = 'node.kubernetes.io/exclude-from-external-load-balancers'

/** Which nodes announce each service range, who is kept from it, and to whom the switches send its traffic. */
export function renderServices(rows: readonly ServiceRow[], look: Look): string[] {
  const { say } = look
  return rows.flatMap(({ range, announcedBy, excluded, switches, seen }) => {
    const first =
      announcedBy.length > 0
        ? say('service.announcers', { range, nodes: formatNodes([...announcedBy].sort(byNumber)) })
        : say('service.nobody', { range })
    const out =
      excluded.length > 0
        ? [say('service.excluded', { range, nodes: formatNodes([...excluded].sort(byNumber)), label: excludeLabel })]
        : []
    const hopsOf = (hops: readonly string[]) => formatNodes([...hops].sort(byNumber))
    const carriers = switches.map(({ name, hops }) =>
      hops.length > 0
        ? say('service.carriers', { switch: name, hops: hopsOf(hops) })
        : say('service.notThere', { switch: name }),
    )
    const shown = (seen ?? []).map(({ name, hops }) =>
      hops.length > 0
        ? say('service.seen', { switch: name, hops: hopsOf(hops) })
        : say('service.seenNot', { switch: name }),
    )
    return renderText([first, ...out, ...carriers, ...shown].join(look.lang === 'zh-CN' ? '' : ' '), look)
  })
}
