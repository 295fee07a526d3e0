/**
 * What a child may know of our environment. Left out: everything that changes how a program is loaded or which cluster a
 * tool talks to behind our back (S16): the wizard names the cluster itself, visibly.
 */
const DROPPED =
  /^(NODE_|LD_|DYLD_|BASH_ENV$|ENV$|SHELLOPTS$|KUBECTL_|KUBECACHEDIR$|KUBECONFIG$|CALICO_|DATASTORE_TYPE$|ETCD_|K8S_)/

/** A copy of the environment without what could steer a child elsewhere. */
export function childEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const result: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) if (value !== undefined && !DROPPED.test(name)) result[name] = value
  return result
}
