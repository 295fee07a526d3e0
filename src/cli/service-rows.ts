import { isImpliedSpine } from '../design/implied-spine.ts'
import { namesByAddress, serviceCarriers } from '../forecast/service-carriers.ts'
import type { ServiceRow } from '../views/render-services.ts'
import type { Proof } from './observe-world.ts'

/** Service ranges with their announcers and carriers by forecast, beside what the switches that were read hold. */
export function serviceRows({ cluster, fabric, switches, localServices }: Proof): ServiceRow[] {
  const names = namesByAddress(cluster, fabric)
  return serviceCarriers(cluster, fabric, localServices).map((row) => ({
    ...row,
    switches: row.switches.filter((entry) => !isImpliedSpine(entry.name)),
    seen: Object.entries(switches.routes)
      .filter(([name]) => !isImpliedSpine(name))
      .map(([name, routes]) => {
        const hops = routes.find((route) => route.destination === row.range)?.nextHops ?? []
        return { name, hops: hops.map((hop) => names.get(hop) ?? hop) }
      }),
  }))
}
