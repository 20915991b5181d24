import { one, unitsOf, type AuditQuantity } from './audit-quantity.js'

/** An event's value on a meter, with what orders it. */
export interface AuditValue {
  readonly value: unknown
  /** Time, source and id. */
  readonly place: readonly [string, string, string]
}

/** The quantity of a pile of values, computed anew from all of them. */
export function aggregateAll(aggregation: string, values: readonly AuditValue[]): AuditQuantity {
  const sizes = values.map(({ value }) => unitsOf(value) ?? 0n)
  let total = 0n
  for (const size of sizes) total += size
  switch (aggregation) {
    case 'count':
      return { units: BigInt(values.length) * one, by: 1n }
    case 'sum':
      return { units: total, by: 1n }
    case 'avg':
      return { units: total, by: BigInt(values.length) }
    case 'max':
      return { units: sizes.reduce((largest, size) => (size > largest ? size : largest)), by: 1n }
    case 'min':
      return { units: sizes.reduce((smallest, size) => (size < smallest ? size : smallest)), by: 1n }
    case 'unique':
      return { units: BigInt(new Set(values.map(({ value }) => identityText(value))).size) * one, by: 1n }
    case 'latest':
      return { units: unitsOf([...values].sort(byPlace).at(-1)?.value) ?? 0n, by: 1n }
    case 'first':
      return { units: unitsOf([...values].sort(byPlace)[0]?.value) ?? 0n, by: 1n }
    default:
      throw new Error(`The auditor does not know ${aggregation}`)
  }
}

/** `7` and `"7"` are one identity. The numbers of the histories are whole. */
function identityText(value: unknown): string {
  return String(value)
}

/** Places are compared by the bytes of their text. */
function byPlace(a: AuditValue, b: AuditValue): number {
  for (const [index, text] of a.place.entries()) {
    const order = Buffer.compare(Buffer.from(text), Buffer.from(b.place[index] ?? ''))
    if (order !== 0) return order
  }
  return 0
}
