import type { Protocol } from '../../model/session.ts'
import type { ForecastIo, ForecastParts } from './forecast.ts'

/** Characters per write: a mesh of a thousand nodes is half a gigabyte, more than one string can hold. */
const chunk = 1 << 20

/**
 * Writes the result as one line of JSON: `{"type":"result","version",...,"nodes":{NAME:{"ip4":{"protocols":[...]},"ip6":...}},
 * "warnings","notModelled","routes"}`. Each protocol carries every field of Calico's configuration plus state, info and cause.
 */
export async function writeForecastJson(forecast: ForecastParts, io: ForecastIo): Promise<void> {
  const { model, routes, version } = forecast
  let buffer = `{"type":"result","version":${JSON.stringify(version.text)},"nodes":{`
  let first = true
  for (const name of model.nodeNames) {
    const sessions = model.sessionsOf(name)!
    const family = (which: 'ip4' | 'ip6') => ({
      routerId: sessions[which].routerId,
      protocols: sessions[which].protocols.map(flat),
    })
    buffer += `${first ? '' : ','}${JSON.stringify(name)}:${JSON.stringify({ ip4: family('ip4'), ip6: family('ip6') })}`
    first = false
    if (buffer.length < chunk) continue
    await io.stdout(buffer)
    buffer = ''
  }
  const end = {
    warnings: forecast.warnings(),
    notModelled: forecast.notModelled,
    ...(routes ? { routes } : {}),
  }
  // The braces of `nodes` and of the whole: what follows is an object without its first brace.
  await io.stdout(`${buffer}},${JSON.stringify(end).slice(1)}\n`)
}

/** State, info and cause stand beside the other fields, as in BIRD's own listing: the text takes the object's place. */
function flat(protocol: Protocol): Omit<Protocol, 'state'> & Protocol['state'] {
  return { ...protocol, ...protocol.state }
}
