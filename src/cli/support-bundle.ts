export function writeSupportBundle(): string {
  return ''
}
