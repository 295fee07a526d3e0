import { compareVersions, parseVersion } from '../../../model/version.ts'

/** What changed between releases of calicoctl, as recorded for v3.17.2 and v3.31.7
 * (test/fixtures/calicoctl) and tried with v3.25.0 (test/lab/contract). */
export interface Era {
  /** "v3.17.2" */
  version: string
  commit: string
  /** Error texts begin with a lower-case letter; releases between the recorded ones are taken as the nearer one. */
  lowerCase: boolean
  /** A wrong option prints the usage alone. */
  usageOnly: boolean
  /** Help and some texts as in the newest recording. */
  newest: boolean
  /** Compares its version with the cluster's before it does anything; `--allow-version-mismatch` and `--context` exist. */
  checksVersion: boolean
  /** `version --client`, and no error without a cluster. */
  versionClient: boolean
  /** Node addresses carry their type. */
  addressTypes: boolean
  /** A list of nodes has a resourceVersion. */
  nodeListVersion: boolean
  /** Custom resources show a uid made from the stored one, and keep none in their annotation. */
  derivedUids: boolean
  minor: number
}

const commits: Record<string, string> = { 'v3.17.2': '96ea111b', 'v3.25.0': '3f7fe4d29', 'v3.31.7': '94bd1d5b0e' }

/** The behaviour of a version. */
export function eraOf(version: string): Era {
  const parsed = parseVersion(version) ?? { major: 3, minor: 17, patch: 2, text: 'v3.17.2' }
  const from = (minor: number, patch = 0) => compareVersions(parsed, { major: 3, minor, patch, text: '' }) >= 0
  return {
    version: parsed.text,
    commit: commits[parsed.text] ?? '0000000000',
    lowerCase: from(31),
    usageOnly: from(20, 2),
    newest: from(26),
    checksVersion: from(20, 2),
    versionClient: from(26),
    addressTypes: from(19),
    nodeListVersion: from(21),
    derivedUids: from(28),
    minor: parsed.major * 100 + parsed.minor - 300,
  }
}

/** A sentence in the era's case. */
export function sentence(era: Era, text: string): string {
  return era.lowerCase ? text.charAt(0).toLowerCase() + text.slice(1) : text
}
