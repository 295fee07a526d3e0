/**
 * Columns as Go's text/tabwriter sets them: each as wide as its longest cell plus padding, at least a minimum.
 * @param trailing the last cell is padded too (calicoctl ends every cell with a tab, kubectl does not)
 */
export function columns(rows: string[][], options: { minimum: number; padding: number; trailing: boolean }): string {
  const widths: number[] = []
  for (const row of rows) {
    const padded = options.trailing ? row.length : row.length - 1
    for (let i = 0; i < padded; i++) {
      const width = [...(row[i] ?? '')].length + options.padding
      widths[i] = Math.max(widths[i] ?? options.minimum, width)
    }
  }
  const line = (row: string[]) =>
    row
      .map((cell, i) => {
        if (i === row.length - 1 && !options.trailing) return cell
        return cell + ' '.repeat((widths[i] as number) - [...cell].length)
      })
      .join('')
  return rows.map((row) => `${line(row)}\n`).join('')
}
