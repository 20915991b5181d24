const mostCharacters = 1_000

/** What others said, as every storage takes it: at most 1,000 characters, without U+0000 and lone surrogates, which become U+FFFD. For reading, not for finding. */
export function keptText(text: string): string {
  return Array.from(text).slice(0, mostCharacters).join('').replaceAll(/\p{Surrogate}/gu, '\ufffd').replaceAll('\0', '\ufffd')
}

/** The text of whatever was thrown. */
export function textOfError(error: unknown): string {
  return keptText(error instanceof Error ? error.message : String(error))
}
