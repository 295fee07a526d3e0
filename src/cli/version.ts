/** The wizard's own version; the build puts package.json's in. */
export function ownVersion(): string {
  return (globalThis as { CRRW_VERSION?: string }).CRRW_VERSION ?? '0.0.0-dev'
}
