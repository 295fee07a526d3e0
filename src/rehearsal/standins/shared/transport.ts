import type { ClientRequest, ClientRequestArgs, IncomingMessage } from 'node:http'
import type { Connection } from './kubeconfig-read.ts'

/** Starts requests toward one server, over connections that are kept open. */
export interface Transport {
  request: (
    path: string,
    options: { method: string; headers: Record<string, string | number> },
    onResponse?: (response: IncomingMessage) => void,
  ) => ClientRequest
  close: () => void
}

/**
 * TLS as the kubeconfig says. In a rehearsal the same server also listens on a socket file without TLS, which spares every
 * call the loading of TLS and a handshake: a quarter of its time.
 */
export async function openTransport(connection: Connection): Promise<Transport> {
  const url = new URL(connection.server)
  const prefix = url.pathname.replace(/\/$/, '')
  if (connection.socketPath) {
    const { Agent, request } = await import('node:http')
    const agent = new Agent({ keepAlive: true, maxSockets: 4 })
    const { socketPath } = connection
    return {
      request: (path, options, onResponse) => {
        const all: ClientRequestArgs = { ...options, socketPath, agent, path: prefix + path }
        return request(all, onResponse)
      },
      close: () => agent.destroy(),
    }
  }
  const { Agent, request } = await import('node:https')
  const { ca, cert, key, insecure } = connection
  const agent = new Agent({
    keepAlive: true,
    maxSockets: 4,
    ...(ca ? { ca } : {}),
    ...(cert ? { cert } : {}),
    ...(key ? { key } : {}),
    ...(insecure ? { rejectUnauthorized: false } : {}),
  })
  const port = url.port || 443
  return {
    request: (path, options, onResponse) =>
      request({ ...options, agent, host: url.hostname.replace(/^\[|\]$/g, ''), port, path: prefix + path }, onResponse),
    close: () => agent.destroy(),
  }
}
