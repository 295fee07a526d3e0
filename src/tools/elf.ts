const MACHINES: Record<number, string> = { 21: 'ppc64le', 22: 's390x', 62: 'amd64', 183: 'arm64' }

/**
 * For which machines a program is built, by its ELF header (System V ABI: e_machine, two bytes at offset 18).
 * @returns Kubernetes' word for it, `machine N` for one it has no word for; undefined for what is no ELF file
 */
export function elfArchitecture(bytes: Buffer): string | undefined {
  if (bytes.length < 20 || bytes.readUInt32BE(0) !== 0x7f454c46) return undefined
  const littleEndian = bytes[5] !== 2
  const machine = littleEndian ? bytes.readUInt16LE(18) : bytes.readUInt16BE(18)
  return MACHINES[machine] ?? `machine ${machine}`
}
