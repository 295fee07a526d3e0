/** A Calico release, e.g. v3.17.2. */
export interface CalicoVersion {
  major: number
  minor: number
  patch: number
  /** As it was written, without a build suffix: "v3.17.2". */
  text: string
}

/**
 * Reads a Calico version: "v3.17.2", "3.17.2", "v3.17" (patch 0) or with a suffix ("v3.31.7-0.dev-...").
 * @returns undefined when it is no version
 */
export function parseVersion(input: string): CalicoVersion | undefined {
  const match = /^v?(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?(?:[-+].*)?$/.exec(input.trim())
  if (!match) return undefined
  const [major, minor, patch] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)]
  return { major, minor, patch, text: `v${major}.${minor}.${patch}` }
}

/** Negative when a is older than b, 0 when equal, positive when newer. Suffixes do not count. */
export function compareVersions(a: CalicoVersion, b: CalicoVersion): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch
}
