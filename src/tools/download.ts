import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { WizardError } from '../model/errors.ts'
import { exitCodes } from '../model/outcome.ts'
import type { ReleaseFile } from './calicoctl-release.ts'
import { NewFile } from './new-file.ts'

const MAX_BYTES = 200 * 1024 * 1024
/** Lists of a release have some dozen lines. */
const MAX_LIST_BYTES = 1024 * 1024
const MAX_REDIRECTS = 5
const TIME_LIMIT_MS = 300_000

/**
 * Downloads a binary into a directory, under its SHA-256. Only over https (or from this host), at most 200 MiB, compared
 * with the release's checksum list where there is one; nothing is left behind when anything is wrong (S18).
 * @returns the hash, and whether a checksum confirmed it
 * @throws WizardError E_DOWNLOAD exit 3
 */
export async function download(file: ReleaseFile, directory: string): Promise<{ sha256: string; confirmed: boolean }> {
  const expected = file.checksums ? await readChecksum(file.checksums, file.name) : undefined
  let partial: NewFile | undefined
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    partial = new NewFile(directory)
    const hash = createHash('sha256')
    let size = 0
    for await (const chunk of answerOf(file.url, MAX_BYTES)) {
      size += chunk.length
      hash.update(chunk)
      partial.write(chunk)
    }
    const sha256 = hash.digest('hex')
    if (size === 0) throw failure(file.url, 'the answer is empty')
    if (expected !== undefined && expected !== sha256)
      throw failure(file.url, `its SHA-256 is ${sha256}, the release says ${expected}`)
    partial.keepAs(join(directory, sha256))
    return { sha256, confirmed: expected !== undefined }
  } catch (error) {
    // The disk, too, has a word in it.
    throw error instanceof WizardError ? error : failure(file.url, reasonOf(error))
  } finally {
    partial?.discard()
  }
}

async function readChecksum(url: string, name: string): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of answerOf(url, MAX_LIST_BYTES)) chunks.push(chunk)
  const line = Buffer.concat(chunks)
    .toString('utf8')
    .split('\n')
    .map((entry) => entry.trim().split(/\s+\*?/))
    .find((words) => words[1]?.replace(/^.*\//, '') === name)
  if (!line || !/^[0-9a-f]{64}$/.test(line[0] ?? '')) throw failure(url, `${name} is not in the checksum list`)
  return line[0]!
}

/** What a server sends, as it comes and no more of it than `limit`. @throws WizardError E_DOWNLOAD, when it breaks off, too */
async function* answerOf(url: string, limit: number): AsyncGenerator<Uint8Array> {
  const { body } = await get(url)
  let size = 0
  try {
    for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
      size += chunk.length
      if (size > limit) throw failure(url, `larger than ${limit} bytes`)
      yield chunk
    }
  } catch (error) {
    throw error instanceof WizardError ? error : failure(url, `the answer broke off: ${reasonOf(error)}`)
  }
}

/** What went wrong, in the words of whoever knows: fetch itself says only that it failed. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message : error.message
}

/** Follows redirects by hand: each hop must be https, or this host itself. */
async function get(start: string): Promise<Response> {
  let url = start
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const { protocol, hostname } = new URL(url)
    const here = hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]'
    if (protocol !== 'https:' && !(protocol === 'http:' && here))
      throw failure(url, `${protocol}// is refused: only https`)
    let response: Response
    try {
      response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(TIME_LIMIT_MS) })
    } catch (cause) {
      throw failure(url, reasonOf(cause))
    }
    const location = response.headers.get('location')
    if (response.status >= 300 && response.status < 400 && location) {
      url = new URL(location, url).toString()
      continue
    }
    if (!response.ok || !response.body) throw failure(url, `the server answers ${response.status}`)
    return response
  }
  throw failure(start, `more than ${MAX_REDIRECTS} redirects`)
}

function failure(url: string, why: string): WizardError {
  return new WizardError({
    code: 'E_DOWNLOAD',
    exitCode: exitCodes.refused,
    what: `calicoctl could not be downloaded: ${why}`,
    where: url,
    remedies: [
      'on a closed network: fetch it elsewhere and name it in the answers (calicoctl.from: a path or a mirror)',
      'or install it yourself and name it with --calicoctl PATH',
    ],
  })
}
