// Where the lab keeps what it built: outside the repository, and the only place that the lab leaves files in on purpose.

import { homedir } from 'node:os'
import { join } from 'node:path'

export function labCache() {
  const chosen = process.env.CRRW_LAB_CACHE
  if (chosen) return chosen
  const base = process.env.XDG_CACHE_HOME || join(homedir(), '.cache')
  return join(base, 'calico-rr-wizard-lab')
}

/** Paths of every part. Nothing here checks that they exist; `ensureParts` does. */
export function partPaths(cache = labCache()) {
  const bin = join(cache, 'bin')
  const deb = join(cache, 'deb', 'root')
  return Object.freeze({
    cache,
    bin,
    kubeApiserver: join(bin, 'kube-apiserver'),
    kubectl: join(bin, 'kubectl'),
    etcd: join(bin, 'etcd'),
    calicoctl: join(bin, 'calicoctl'),
    confd: join(bin, 'confd'),
    crds: join(cache, 'calico', 'crd'),
    confdTemplates: join(cache, 'calico', 'confd'),
    debRoot: deb,
    debLibs: join(deb, 'usr', 'lib'),
    bird: join(deb, 'usr', 'sbin', 'bird'),
    bird6: join(deb, 'usr', 'sbin', 'bird6'),
    birdc: join(deb, 'usr', 'sbin', 'birdc'),
    birdc6: join(deb, 'usr', 'sbin', 'birdc6'),
    zebra: join(deb, 'usr', 'lib', 'frr', 'zebra'),
    bgpd: join(deb, 'usr', 'lib', 'frr', 'bgpd'),
    vtysh: join(deb, 'usr', 'bin', 'vtysh'),
  })
}
