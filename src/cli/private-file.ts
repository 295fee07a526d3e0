import { replaceFile } from '../tools/new-file.ts'

/** Writes a file that only we may read: all of it in the place of the old one, or none of it. */
export function writePrivateFile(path: string, text: string): void {
  replaceFile(path, new TextEncoder().encode(text), 0o600)
}
