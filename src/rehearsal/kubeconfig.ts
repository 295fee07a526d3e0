import type { ApiUser } from './api/access.ts'

/**
 * A kubeconfig for every user of the rehearsal; the first one's context is the current one. It is written as JSON, which
 * is YAML too, so that the stand-ins read it without a YAML parser.
 */
export function kubeconfigText(server: string, ca: string, users: ApiUser[], current: string): string {
  const data = Buffer.from(ca).toString('base64')
  const context = (user: string) => (user === 'admin' ? 'rehearsal' : `rehearsal-${user}`)
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'rehearsal', cluster: { server, 'certificate-authority-data': data } }],
    users: users.map(({ name, token }) => ({ name: context(name), user: { token } })),
    contexts: users.map(({ name }) => ({
      name: context(name),
      context: { cluster: 'rehearsal', user: context(name) },
    })),
    'current-context': context(current),
    preferences: {},
  }
  return `${JSON.stringify(config, null, 2)}\n`
}
