/** A line of a file as RFC 4180 has it, with its end. A text that a spreadsheet would run as a formula is not changed: import such columns as text. */
export function csvLine(texts: readonly string[]): string {
  return `${texts.map((text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(',')}\r\n`
}
