/** A deep copy of a plain-JSON record that nobody can change: neither who gave it nor who gets it. */
export function frozenCopy<T>(record: T): T
export function frozenCopy(record: unknown): unknown {
  if (record === null || typeof record !== 'object') return record
  if (Array.isArray(record)) return Object.freeze(record.map((item) => frozenCopy<unknown>(item)))
  const members = record as Readonly<Record<string, unknown>>
  const copy: Record<string, unknown> = {}
  // A loop with assignments: `Object.fromEntries` takes five times as long, and every event passes here.
  for (const key of Object.keys(members)) {
    const value = frozenCopy(members[key])
    if (key === '__proto__') Object.defineProperty(copy, key, { value, enumerable: true })
    else copy[key] = value
  }
  return Object.freeze(copy)
}
