import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * A dry run writes nothing: not into the cluster (a Lease neither), and no lock or journal on this host (G16).
 * @param launcher the program, built whole
 */
export async function dryRunWrites(launcher: string): Promise<string | undefined> {
  const home = mkdtempSync(join(tmpdir(), 'crrw-dry-'))
  const dryRun = () =>
    execFileSync(
      process.execPath,
      [launcher, 'rehearse', '--answers', 'guide', '--yes', '--json', '--dry-run', '--state-dir', home],
      { stdio: 'ignore', timeout: 100_000 },
    )
  const cluster = () => readFileSync(join(home, 'cluster.ndjson'), 'utf8')
  try {
    dryRun()
    const before = cluster()
    dryRun()
    const written = cluster().slice(before.length).trim()
    if (written !== '' || /"kind":"Lease"/.test(before))
      return `written into the cluster: ${(written || before).slice(0, 200)}`
    const kept = readdirSync(join(home, 'state')).filter((name) => name !== 'calicoctl.cfg' && name !== 'binaries')
    return kept.length > 0 ? `written on this host: ${kept.join(', ')}` : undefined
  } finally {
    rmSync(home, { recursive: true })
  }
}
