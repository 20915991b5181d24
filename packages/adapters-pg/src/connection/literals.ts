/** What a statement with its values may have, so that hex does not make a long one twice as long. */
const mostCharacters = 8_000

/** Text as an expression of SQL. Nothing but digits and letters of hex stands between the quotes, so no setting of the server and no encoding makes it anything else. */
export function textLiteral(text: string): string {
  return `pg_catalog.convert_from(pg_catalog.decode('${Buffer.from(text).toString('hex')}', 'hex'), 'UTF8')`
}

function literalOf(value: unknown): string | undefined {
  if (value === null || value === undefined) return 'NULL'
  if (typeof value === 'number') return textLiteral(String(value))
  return typeof value === 'string' ? textLiteral(value) : undefined
}

/**
 * A statement with its values in it, for a round trip that takes statements without values only. Each placeholder says its type, as a cast; a number goes
 * as text, as a driver sends it. Undefined for values that are not plain text, and for a long statement: a driver writes those better.
 */
export function withLiterals(text: string, values: readonly unknown[]): string | undefined {
  const size = values.reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 0), text.length)
  if (size > mostCharacters) return undefined
  const literals = values.map(literalOf)
  if (literals.includes(undefined)) return undefined
  return text.replaceAll(/\$(\d+)/g, (placeholder, place: string) => literals[Number(place) - 1] ?? placeholder)
}
