// What a switch of the lab has before the wizard's lines come: BGP itself, its uplinks, the subnet of its rack.

/**
 * FRR's own defaults are kept: eBGP without policies exchanges nothing there, so uplinks get a route map as on a real leaf.
 * @param device a switch of `fabricFromDesign`
 * @param uplinks addresses of the neighbours that are there already
 */
export function baseConfig(device, uplinks) {
  const there = device.neighbors.filter((neighbor) => uplinks.has(neighbor.address))
  const family = (version) => (device.addresses.some((a) => a.includes(':')) ? 6 : 4) === version
  const name = family(6) ? 'ipv6' : 'ipv4'
  const lines = [
    'route-map ANY permit 10',
    'exit',
    `router bgp ${device.asn}`,
    ` bgp router-id ${device.routerId.includes(':') ? `9.9.${device.asn >> 8}.${device.asn & 255}` : device.routerId}`,
    // A fabric with an AS a rack uses equal paths side by side only so; without it FRR keeps to the path it heard first.
    ' bgp bestpath as-path multipath-relax',
    // Among equals the lowest router id, as RFC 4271 has it, and not the path that was heard first.
    ' bgp bestpath compare-routerid',
    ...there.flatMap((neighbor) => [
      ` neighbor ${neighbor.address} remote-as ${neighbor.remoteAs}`,
      ` neighbor ${neighbor.address} timers connect 3`,
    ]),
    ` address-family ${name} unicast`,
    ...device.originates.map((network) => `  network ${network}`),
    ...there.flatMap((neighbor) => [
      `  neighbor ${neighbor.address} activate`,
      `  neighbor ${neighbor.address} route-map ANY in`,
      `  neighbor ${neighbor.address} route-map ANY out`,
      ...(neighbor.allowAsIn > 0 ? [`  neighbor ${neighbor.address} allowas-in ${neighbor.allowAsIn}`] : []),
    ]),
    ' exit-address-family',
    'exit',
  ]
  return `${lines.join('\n')}\n`
}

/** Takes all BGP of a switch away, for the next fabric. */
export function noBgp(asn) {
  return `no router bgp ${asn}\nno route-map ANY\n`
}
