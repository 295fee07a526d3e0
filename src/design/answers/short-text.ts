/** Text of a stranger, cut for a message. */
export function short(text: string): string {
  const clean = text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '?')
  return clean.length > 60 ? `${clean.slice(0, 57)}...` : clean
}
