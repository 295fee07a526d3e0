/** Text of a stranger, cut for a message. */
export function short(text: string): string {
  const clean = text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?')
  return clean.length > 60 ? `${clean.slice(0, 57)}...` : clean
}
