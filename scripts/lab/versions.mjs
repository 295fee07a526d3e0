// The real parts the lab is made of. One table, so that parts, tests and documentation name the same versions.

export const VERSIONS = Object.freeze({
  kubernetes: 'v1.34.4',
  etcd: '3.6.16',
  calico: 'v3.25.0',
  bird: '1.6.8',
  frr: '8.4',
})

/**
 * Calico is no Go module with tags a proxy could serve, so the release is named by its commit. Its own replacements are
 * carried over but for these: the first is the api of the same release, the other two are what a current Go can compile.
 */
export const CALICO_MODULE = Object.freeze({
  path: 'github.com/projectcalico/calico',
  version: 'v0.0.0-20230111220342-3f7fe4d29054',
  replace: {
    'github.com/projectcalico/api': 'github.com/projectcalico/api@v0.0.0-20230222223746-44aa60c2201f',
    'github.com/Microsoft/hcsshim': 'github.com/Microsoft/hcsshim@v0.8.9',
    'golang.org/x/sys': 'golang.org/x/sys@v0.13.0',
  },
})
