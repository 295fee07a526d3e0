// Reads the BGP protocols out of a bird.cfg as Calico's confd renders it.

export function parseBirdCfg(text) {
  const lines = text.split('\n').map((line) => line.replace(/#.*$/, '').trim())
  const protocols = []
  let templateAs = null
  let current = null
  let inTemplate = false
  for (const line of lines) {
    if (/^template bgp bgp_template \{/.test(line)) inTemplate = true
    const opening = /^protocol bgp (\S+) from bgp_template \{/.exec(line)
    if (opening) {
      inTemplate = false
      current = blank(opening[1])
      continue
    }
    const localAs = /^local as (\d+);/.exec(line)
    if (localAs && inTemplate) templateAs = Number(localAs[1])
    if (!current) continue
    if (line.startsWith('}')) {
      protocols.push({ ...current, localAS: templateAs })
      current = null
      continue
    }
    readStatement(current, line)
  }
  return protocols
}

function blank(name) {
  return {
    name,
    neighbor: null,
    port: null,
    localAS: null,
    remoteAS: null,
    sourceAddress: null,
    passive: false,
    rrClient: false,
    clusterId: null,
    nextHop: 'default',
    allowLocalAS: 0,
    gracefulRestartTime: null,
    password: false,
    ttlSecurity: false,
    multihop: null,
  }
}

function readStatement(protocol, line) {
  if (line === '') return
  let match = /^neighbor (\S+)(?: port (\d+))? as (\d+);$/.exec(line)
  if (match) {
    protocol.neighbor = match[1]
    protocol.port = match[2] === undefined ? null : Number(match[2])
    protocol.remoteAS = Number(match[3])
    return
  }
  match = /^source address (\S+);/.exec(line)
  if (match) {
    protocol.sourceAddress = match[1]
    return
  }
  match = /^rr cluster id (\S+);/.exec(line)
  if (match) {
    protocol.clusterId = match[1]
    return
  }
  match = /^graceful restart time (-?\d+);/.exec(line)
  if (match) {
    protocol.gracefulRestartTime = Number(match[1])
    return
  }
  match = /^allow local as (\d+);/.exec(line)
  if (match) {
    protocol.allowLocalAS = Number(match[1])
    return
  }
  match = /^multihop(?: (\d+))?;/.exec(line)
  if (match) {
    protocol.multihop = match[1] === undefined ? null : Number(match[1])
    return
  }
  if (line.startsWith('passive on;')) protocol.passive = true
  else if (line === 'rr client;') protocol.rrClient = true
  else if (line === 'next hop keep;') protocol.nextHop = 'keep'
  else if (line === 'next hop self;') protocol.nextHop = 'self'
  else if (line.startsWith('password ')) protocol.password = true
  else if (line === 'ttl security on;') protocol.ttlSecurity = true
  else if (line === 'ttl security off;') protocol.ttlSecurity = false
  // A statement nobody expected must not be lost: it could be the very difference that is looked for.
  else throw new Error(`unknown statement in ${protocol.name}: ${line}`)
}
