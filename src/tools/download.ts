import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, unlinkSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { WizardError } from '../model/errors.ts'
import { exitCodes } from '../model/outcome.ts'
import type { ReleaseFile } from './calicoctl-release.ts'

const MAX_BYTES = 200 * 1024 * 1024
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
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const partial = join(directory, `download-${process.pid}`)
  const fd = openSync(partial, 'wx', 0o600)
  let kept = false
  try {
    const hash = createHash('sha256')
    let size = 0
    const response = await get(file.url)
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      size += chunk.length
      if (size > MAX_BYTES) throw failure(file.url, `larger than ${MAX_BYTES} bytes`)
      hash.update(chunk)
      writeSync(fd, chunk)
    }
    const sha256 = hash.digest('hex')
    if (size === 0) throw failure(file.url, 'the answer is empty')
    if (expected !== undefined && expected !== sha256)
      throw failure(file.url, `its SHA-256 is ${sha256}, the release says ${expected}`)
    fsyncSync(fd)
    renameSync(partial, join(directory, sha256))
    kept = true
    return { sha256, confirmed: expected !== undefined }
  } finally {
    closeSync(fd)
    if (!kept) unlinkSync(partial)
  }
}

async function readChecksum(url: string, name: string): Promise<string> {
  const text = await (await get(url)).text()
  const line = text
    .slice(0, 1024 * 1024)
    .split('\n')
    .map((entry) => entry.trim().split(/\s+\*?/))
    .find((words) => words[1]?.replace(/^.*\//, '') === name)
  if (!line || !/^[0-9a-f]{64}$/.test(line[0] ?? '')) throw failure(url, `${name} is not in the checksum list`)
  return line[0]!
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
      throw failure(
        url,
        cause instanceof Error ? String((cause.cause as Error | undefined)?.message ?? cause.message) : String(cause),
      )
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
