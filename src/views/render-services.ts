import type { Look } from './look.ts'
import { byNumber, formatNodes } from './node-ranges.ts'
import { renderText } from './words.ts'

/** A service range with its announcers and, by switch, the names its traffic goes to. */
export interface ServiceRow {
  range: string
  announcedBy: readonly string[]
  /** Set for a service with externalTrafficPolicy Local, whose own address it is. */
  service?: string
  excluded: readonly string[]
  /** Carry the label with a value that Calico does not heed. */
  unheeded: readonly string[]
  switches: readonly { name: string; hops: readonly string[] }[]
  /** What a switch was seen to hold, where its routes were read. */
  seen?: readonly { name: string; hops: readonly string[] }[]
}

const excludeLabel = 'node.kubernetes.io/exclude-from-external-load-balancers'

/** Which nodes announce each service range, who is kept from it, and to whom the switches send its traffic. */
export function renderServices(rows: readonly ServiceRow[], look: Look): string[] {
  const { say } = look
  return rows.flatMap(({ range: address, service, announcedBy, excluded, unheeded, switches, seen }) => {
    const range = service === undefined ? address : say('service.local', { address, service })
    const first =
      announcedBy.length > 0
        ? say('service.announcers', { range, nodes: formatNodes([...announcedBy].sort(byNumber)) })
        : say('service.nobody', { range })
    const out =
      excluded.length > 0
        ? [say('service.excluded', { range, nodes: formatNodes([...excluded].sort(byNumber)), label: excludeLabel })]
        : []
    if (unheeded.length > 0)
      out.push(say('service.unheeded', { nodes: formatNodes([...unheeded].sort(byNumber)), label: excludeLabel }))
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
