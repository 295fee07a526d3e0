import { lstatSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CalicoctlSource } from '../design/answers/choices.ts'
import { WizardError } from '../model/errors.ts'
import { exitCodes } from '../model/outcome.ts'
import { type CalicoVersion, parseVersion } from '../model/version.ts'
import { architectureOf, releaseFile } from '../tools/calicoctl-release.ts'
import { download } from '../tools/download.ts'
import { elfArchitecture } from '../tools/elf.ts'
import { replaceFile } from '../tools/new-file.ts'
import { runChild } from '../tools/process.ts'
import { sha256 } from './hash.ts'

const MAX_BINARY = 200 * 1024 * 1024
/** How long a calicoctl may take to say its version. */
const VERSION_MS = 20_000

/** What is wanted: a calicoctl for hosts of one architecture. */
export interface WantedBinary {
  from: CalicoctlSource
  version: CalicoVersion
  /** As Kubernetes calls it: amd64, arm64, ... */
  architecture: string
  /** Where it waits under its hash. */
  directory: string
  environment: Record<string, string>
}

/**
 * Brings a calicoctl into the state directory, as the answers say: a file, a mirror, the release.
 * @returns its hash; what was looked at is what will be installed
 * @throws WizardError E_CALICOCTL_SOURCE or E_DOWNLOAD (exit 3): not there, for other machines, of another version, damaged
 */
export async function fetchCalicoctl(wanted: WantedBinary): Promise<string> {
  const { from, version, architecture, directory } = wanted
  if (from.kind === 'file') return fromFile(from.path, wanted)
  const file = releaseFile(version, architecture, from.kind === 'mirror' ? from.url : undefined)
  if (!file) throw unavailable(`Calico builds no calicoctl for ${architecture}`, 'calicoctl.from')
  return (await download(file, directory)).sha256
}

/** Keeps a copy of a file under its hash. @throws WizardError E_CALICOCTL_SOURCE when it cannot be read or kept, or is too large */
export function keepBinary(path: string, directory: string): { hash: string; bytes: Buffer } {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (cause) {
    throw unavailable(cause instanceof Error ? cause.message : String(cause), path)
  }
  if (bytes.length === 0) throw unavailable('it is empty', path)
  if (bytes.length > MAX_BINARY) throw unavailable(`it is larger than ${MAX_BINARY} bytes`, path)
  const hash = sha256(bytes)
  const kept = join(directory, hash)
  // The bytes that were hashed, not the file once more: it may change meanwhile. Executable for us alone: it is asked for
  // its version before it goes anywhere.
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    if (!isKept(kept, hash)) replaceFile(kept, bytes, 0o700)
  } catch (cause) {
    throw unavailable(cause instanceof Error ? cause.message : String(cause), kept)
  }
  return { hash, bytes }
}

/** Whether what its name promises lies there: half a copy would be refused whenever it is used, and never made whole. */
function isKept(path: string, hash: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  const usable = stats?.isFile() === true && stats.size <= MAX_BINARY && (stats.mode & 0o777) === 0o700
  return usable && sha256(readFileSync(path)) === hash
}

async function fromFile(path: string, wanted: WantedBinary): Promise<string> {
  const { version, architecture, directory, environment } = wanted
  const { hash, bytes } = keepBinary(path, directory)
  const built = elfArchitecture(bytes)
  if (built !== undefined && built !== architecture)
    throw unavailable(`it is built for ${built}, and a host that shall get it is ${architecture}`, path)
  // One for other machines cannot be asked here.
  if (built !== undefined && built !== architectureOf(process.arch)) return hash
  const said = await versionOf(join(directory, hash), environment)
  if (said !== undefined && said !== version.text)
    throw unavailable(`it is ${said}, the cluster runs ${version.text}`, path)
  return hash
}

/** Which version a calicoctl says it is; undefined where nobody may run it (a noexec mount), or it says none. */
async function versionOf(file: string, environment: Record<string, string>): Promise<string | undefined> {
  // Without a cluster it says its own version too, with exit 1.
  const call = { file, argv: ['version'], env: environment, timeoutMs: VERSION_MS, mayStop: true }
  const { stdout } = await runChild(call)
  const text = /^Client Version:\s*(\S+)/m.exec(stdout)?.[1]
  return text === undefined ? undefined : (parseVersion(text)?.text ?? text)
}

function unavailable(what: string, where: string): WizardError {
  return new WizardError({
    code: 'E_CALICOCTL_SOURCE',
    exitCode: exitCodes.refused,
    what: `calicoctl cannot be installed: ${what}`,
    where,
    remedies: [
      'name a readable file, a mirror or "release" as calicoctl.from',
      'or set calicoctl.install to none and use --calicoctl PATH',
    ],
  })
}
