import { createHash } from 'node:crypto'

/** SHA-256 in hex, for the core, which has no crypto of its own. */
export function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex')
}
