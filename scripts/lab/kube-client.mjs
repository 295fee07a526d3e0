// A few lines of Kubernetes client for seeding and reading the lab's API: kept-alive connections, JSON in and out.

import { Agent, request } from 'node:https'

export function kubeClient({ server, ca, token, maxSockets = 8 }) {
  const agent = new Agent({ keepAlive: true, maxSockets })
  const base = new URL(server)

  function call(method, path, body, contentType = 'application/json') {
    return new Promise((resolve, reject) => {
      const payload = body === undefined ? undefined : JSON.stringify(body)
      const req = request(
        {
          agent,
          ca,
          host: base.hostname,
          port: base.port,
          method,
          path,
          timeout: 20_000,
          headers: {
            ...(token ? { authorization: `Bearer ${token}` } : {}),
            accept: 'application/json',
            ...(payload === undefined
              ? {}
              : { 'content-type': contentType, 'content-length': Buffer.byteLength(payload) }),
          },
        },
        (res) => {
          const chunks = []
          res.on('data', (chunk) => chunks.push(chunk))
          res.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8')
            let parsed = text
            try {
              parsed = JSON.parse(text)
            } catch {
              // /readyz and friends answer in plain text.
            }
            resolve({ status: res.statusCode, body: parsed, text })
          })
        },
      )
      req.on('timeout', () => req.destroy(new Error(`${method} ${path}: no answer within 20 s`)))
      req.on('error', reject)
      req.end(payload)
    })
  }

  async function ok(method, path, body, contentType) {
    let answer = await call(method, path, body, contentType)
    // A kind that was defined a moment ago is not served at once.
    for (let again = 0; answer.status === 429 && again < 10; again++) {
      await new Promise((resolve) => setTimeout(resolve, 500))
      answer = await call(method, path, body, contentType)
    }
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text.slice(0, 500)}`)
    return answer.body
  }

  return { call, ok, close: () => agent.destroy() }
}

/** Path of a collection, by kind; one table for all kinds that the lab writes. */
export const COLLECTIONS = Object.freeze({
  Node: '/api/v1/nodes',
  BGPConfiguration: '/apis/crd.projectcalico.org/v1/bgpconfigurations',
  BGPPeer: '/apis/crd.projectcalico.org/v1/bgppeers',
  IPPool: '/apis/crd.projectcalico.org/v1/ippools',
  BlockAffinity: '/apis/crd.projectcalico.org/v1/blockaffinities',
  IPAMBlock: '/apis/crd.projectcalico.org/v1/ipamblocks',
  ClusterInformation: '/apis/crd.projectcalico.org/v1/clusterinformations',
  FelixConfiguration: '/apis/crd.projectcalico.org/v1/felixconfigurations',
  Secret: '/api/v1/namespaces/kube-system/secrets',
  Pod: '/api/v1/namespaces/kube-system/pods',
  ConfigMap: '/api/v1/namespaces/kube-system/configmaps',
})
