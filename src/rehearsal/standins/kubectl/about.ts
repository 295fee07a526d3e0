import type { ResourceKind } from '../../store/kinds.ts'
import type { KubeconfigFile } from '../shared/kubeconfig-read.ts'
import { yamlText } from '../shared/yaml-write.ts'
import { Fatal, findKind } from './api.ts'
import { clientVersion, type Kubectl } from './context.ts'
import { flag, isSet } from './flags.ts'

const kustomize = 'v5.7.1'

/** kubectl version. Returns the exit code. */
export async function version(kubectl: Kubectl): Promise<number> {
  const { flags, output, settings } = kubectl
  const own = clientVersion(settings)
  const server = isSet(flags, 'client') ? undefined : (await kubectl.api.ask({ path: '/version' })).json
  const format = flag(flags, 'output')
  const [major = '1', minor = '0'] = own.slice(1).split('.')
  const info = {
    clientVersion: { ...buildInfo, gitVersion: own, major, minor },
    kustomizeVersion: kustomize,
    ...(server ? { serverVersion: server } : {}),
  }
  if (format === 'json') output.out(`${JSON.stringify(info, null, 2)}\n`)
  else if (format === 'yaml') output.out(yamlText(info))
  else {
    output.out(`Client Version: ${own}\nKustomize Version: ${kustomize}\n`)
    if (server) output.out(`Server Version: ${server['gitVersion']}\n`)
  }
  return 0
}

const buildInfo = {
  buildDate: '2025-01-01T00:00:00Z',
  compiler: 'gc',
  gitCommit: '0000000000000000000000000000000000000000',
  gitTreeState: 'clean',
  goVersion: 'go1.24.0',
  platform: 'linux/amd64',
}

/** kubectl auth can-i and auth whoami. Returns the exit code. */
export async function auth(kubectl: Kubectl): Promise<number> {
  const { flags, output, api } = kubectl
  const [, command, verb, target = ''] = flags.words
  if (command === 'whoami') {
    const answer = await api.ask({
      method: 'POST',
      path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
      body: { kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1', metadata: {} },
    })
    const status = answer.json?.['status'] as { userInfo: { username: string; groups?: string[] } }
    if (flag(flags, 'output') === 'json') output.out(`${JSON.stringify(answer.json, null, 4)}\n`)
    else {
      const { username, groups = [] } = status.userInfo
      output.out(`ATTRIBUTE   VALUE\nUsername    ${username}\nGroups      [${groups.join(' ')}]\n`)
    }
    return 0
  }
  if (command !== 'can-i' || !verb)
    throw new Fatal('error: you must specify two arguments: verb resource or verb resource/resourceName')
  const [type = '', name] = target.split('/')
  const [plain = '', subresourceOfType] = type.split(':')
  const subresource = flag(flags, 'subresource') ?? subresourceOfType
  const kind = askedKind(kubectl, plain)
  const namespace = isSet(flags, 'all-namespaces') ? '' : (flag(flags, 'namespace') ?? kubectl.namespace)
  if (!kind.namespaced) {
    const group = kind.group ? ` in group '${kind.group}'` : ''
    output.err(`Warning: resource '${kind.plural}' is not namespace scoped${group}\n\n`)
  }
  const answer = await api.ask({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    body: {
      kind: 'SelfSubjectAccessReview',
      apiVersion: 'authorization.k8s.io/v1',
      metadata: {},
      spec: {
        resourceAttributes: {
          ...(kind.namespaced ? { namespace } : {}),
          verb,
          group: kind.group,
          resource: kind.plural,
          ...(subresource ? { subresource } : {}),
          ...(name ? { name } : {}),
        },
      },
    },
  })
  const allowed = (answer.json?.['status'] as { allowed?: boolean } | undefined)?.allowed === true
  if (!isSet(flags, 'quiet')) output.out(allowed ? 'yes\n' : 'no\n')
  return allowed ? 0 : 1
}

/** The kind of a right that is asked for; one that the server does not have may be asked for too. */
function askedKind({ output }: Kubectl, name: string): Pick<ResourceKind, 'group' | 'plural' | 'namespaced'> {
  try {
    return findKind(name)
  } catch (error) {
    if (!(error instanceof Fatal)) throw error
    const [, plural = name, group = ''] = /^([^.]+)\.?(.*)$/.exec(name) ?? []
    const where = group ? ` in group '${group}'` : ''
    output.err(`Warning: the server doesn't have a resource type '${plural}'${where}\n\n`)
    return { group, plural, namespaced: true }
  }
}

/** kubectl config view, current-context and get-contexts. Returns the exit code. */
export function config(kubectl: Kubectl): number {
  const { flags, output, kubeconfig, connection } = kubectl
  const command = flags.words[1]
  if (command === 'current-context') {
    output.out(`${kubeconfig['current-context'] ?? ''}\n`)
    return 0
  }
  if (command === 'get-contexts') {
    output.out(`${(kubeconfig.contexts ?? []).map(({ name }) => name).join('\n')}\n`)
    return 0
  }
  if (command !== 'view') throw new Fatal(`error: unknown command "${command} "`)
  const minified = isSet(flags, 'minify') ? minify(kubeconfig, connection.context) : kubeconfig
  const shown = isSet(flags, 'raw') ? minified : redacted(minified)
  output.out(flag(flags, 'output') === 'json' ? `${JSON.stringify(shown, null, 4)}\n` : yamlText(shown))
  return 0
}

function minify(file: KubeconfigFile, name: string): KubeconfigFile {
  const contexts = (file.contexts ?? []).filter((entry) => entry.name === name)
  const context = contexts[0]?.['context'] as { cluster?: string; user?: string } | undefined
  return {
    ...file,
    'current-context': name,
    contexts,
    clusters: (file.clusters ?? []).filter((entry) => entry.name === context?.cluster),
    users: (file.users ?? []).filter((entry) => entry.name === context?.user),
  }
}

function redacted(file: KubeconfigFile): unknown {
  return JSON.parse(
    JSON.stringify(file, (key, value) => {
      if (/-data$/.test(key)) return 'DATA+OMITTED'
      return key === 'token' || key === 'password' ? 'REDACTED' : value
    }),
  )
}

/** kubectl cluster-info. Returns the exit code. */
export async function clusterInfo(kubectl: Kubectl): Promise<number> {
  await kubectl.api.ask({ path: '/version' })
  const { server } = kubectl.connection
  kubectl.output.out(
    `Kubernetes control plane is running at ${server}\n\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n`,
  )
  return 0
}
