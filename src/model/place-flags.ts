/**
 * Flags that say where the runs, the cluster and the programs are, by their options' names: what is typed next must say the same. A
 * sentence that ends with a command may have them behind it.
 */
export const placeFlags = [
  ['stateDir', '--state-dir'],
  ['kubeconfig', '--kubeconfig'],
  ['context', '--context'],
  ['kubectl', '--kubectl'],
  ['calicoctl', '--calicoctl'],
  ['ssh', '--ssh'],
] as const
