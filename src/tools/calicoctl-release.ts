import { rulesFor } from '../forecast/versions.ts'
import type { CalicoVersion } from '../model/version.ts'

/** Where a release's calicoctl lies, and whether a checksum comes with it. */
export interface ReleaseFile {
  url: string
  /** SHA256SUMS of the same release; undefined where the project published none. */
  checksums?: string
  /** The name the checksum list uses. */
  name: string
}

const ARCHITECTURES: Record<string, string> = {
  x64: 'amd64',
  amd64: 'amd64',
  arm64: 'arm64',
  ppc64: 'ppc64le',
  ppc64le: 'ppc64le',
  s390x: 's390x',
}

/** Kubernetes' word for an architecture, from Node's or its own; undefined for one Calico does not build for. */
export function architectureOf(word: string): string | undefined {
  return ARCHITECTURES[word]
}

/**
 * The file a release has for an architecture (facts: section 6.3).
 * @param architecture Node's or Kubernetes' word for it
 * @param mirror base that replaces "https://github.com"
 * @returns undefined for an architecture Calico does not build for
 */
export function releaseFile(
  version: CalicoVersion,
  architecture: string,
  mirror = 'https://github.com',
): ReleaseFile | undefined {
  const arch = architectureOf(architecture)
  if (!arch) return undefined
  const rules = rulesFor(version)
  const repository = rules.calicoctlInMonorepo ? 'calico' : 'calicoctl'
  const base = `${mirror.replace(/\/+$/, '')}/projectcalico/${repository}/releases/download/${version.text}`
  // The guide's plain "calicoctl" is linux amd64; the longer name exists beside it.
  const name = `calicoctl-linux-${arch}`
  return { url: `${base}/${name}`, name, ...(rules.calicoctlChecksums ? { checksums: `${base}/SHA256SUMS` } : {}) }
}
