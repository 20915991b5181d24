/** Cells by column; a cell that is missing stays empty. */
export interface Row {
  readonly [column: string]: string
}

const mostRows = 40

/** Rows as aligned text with the names of their columns above, two blanks in front; a row of blank names alone has none above. */
export function table(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const shown = rows.slice(0, mostRows)
  const cells = [columns, ...shown.map((row) => columns.map((column) => row[column] ?? ''))]
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => line[index]?.length ?? 0)))
  const lines = cells.map((line) => `  ${line.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')}`.trimEnd())
  const left = rows.length - shown.length
  return [...lines.filter((line) => line !== ''), ...(left > 0 ? [`  … and ${left} more`] : [])].join('\n')
}
