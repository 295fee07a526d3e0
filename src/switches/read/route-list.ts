import type { ObservedRoute } from '../../model/observed.ts'

/** Gathers routes line by line: next hops of one destination may stand on many lines. */
export class RouteList {
  private readonly routes = new Map<string, ObservedRoute>()

  /** The route to a destination, made when it is new. */
  open(destination: string, protocol?: string): ObservedRoute {
    let route = this.routes.get(destination)
    if (!route) {
      route = { destination, nextHops: [], kind: 'unicast', ...(protocol ? { protocol } : {}) }
      this.routes.set(destination, route)
    }
    return route
  }

  /** Adds a next hop once. "0.0.0.0" and "::" mean the switch itself. */
  hop(route: ObservedRoute, address: string | undefined): void {
    if (!address || address === '0.0.0.0' || address === '::') return
    if (!route.nextHops.includes(address)) route.nextHops.push(address)
  }

  get all(): ObservedRoute[] {
    return [...this.routes.values()]
  }
}
