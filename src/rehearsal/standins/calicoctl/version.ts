import { ConfigError } from './config.ts'
import { Datastore } from './datastore.ts'
import { sentence } from './era.ts'
import { CalicoError } from './errors.ts'
import { managerNamed } from './kinds.ts'
import { makeClient, type Session } from './run.ts'

/** version. Returns the exit code. */
export async function version(session: Session): Promise<number> {
  const { era, output, args } = session
  output.out(`Client Version:    ${era.version}\nGit commit:        ${era.commit}\n`)
  if ('--client' in args.options) return 0
  try {
    const client = await makeClient(session)
    const store = new Datastore(client, era, () => '')
    const manager = managerNamed('clusterinformation', era.minor)
    const information = manager && (await store.get(manager, 'default'))
    output.out(`Cluster Version:   ${information?.spec['calicoVersion'] || 'unknown'}\n`)
    output.out(`Cluster Type:      ${information?.spec['clusterType'] || 'unknown'}\n`)
    return 0
  } catch (error) {
    if (error instanceof ConfigError) {
      if (error.unreadable) output.out(`${error.message}\n`)
      else if (era.checksVersion) {
        output.out('Unable to detect installed Calico version\n')
        return 0
      } else output.err(`${error.message}\n`)
      return 1
    }
    if (!(error instanceof CalicoError)) throw error
    output.err(`${sentence(era, 'Unable to retrieve Cluster Version or Type')}: ${error.message}\n`)
    return 1
  }
}
