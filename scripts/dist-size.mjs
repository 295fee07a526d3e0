// How much the package brings along, and what it is made of.
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Bytes of the program that are published: every script of the last build but the campaign. What an earlier build left in
 * dist does not count.
 * @param root the folder of package.json
 * @returns the sum, and the bytes of each part before the last build's finishing touches, largest first
 */
export function distSize(root) {
  const { outputs } = JSON.parse(readFileSync(join(root, 'dist/meta.json'), 'utf8'))
  const shipped = Object.entries(outputs).filter(([file]) => file.endsWith('.js') && file !== 'dist/campaign.js')
  const parts = new Map()
  for (const [, { inputs }] of shipped)
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
      const part = partOf(file)
      parts.set(part, (parts.get(part) ?? 0) + bytesInOutput)
    }
  return {
    bytes: shipped.reduce((sum, [file]) => sum + statSync(join(root, file)).size, 0),
    parts: [...parts].sort(([, a], [, b]) => b - a),
  }
}

/** A folder of the source, or a library by its name. */
function partOf(file) {
  const library = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)
  if (library) return library[1]
  const folder = /^src\/(?:i18n\/\w+(?=\/)|\w+)/.exec(file)
  return folder ? folder[0] : file.split('/')[0]
}
