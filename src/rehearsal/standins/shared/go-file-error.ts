/** How Go words what the system says to opening a file. Reading is what fails of a directory: it can be opened. */
const words: Record<string, string> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  ENOTDIR: 'not a directory',
  ELOOP: 'too many levels of symbolic links',
  ENAMETOOLONG: 'file name too long',
}

/** The sentence of Go's os package for a file that Node could not read. @param error what Node threw */
export function goFileError(error: unknown, path: string): string {
  const { code = '', message } = error as NodeJS.ErrnoException
  if (code === 'EISDIR') return `read ${path}: is a directory`
  return `open ${path}: ${words[code] ?? message}`
}
