/** A deep copy of a plain-JSON record that nobody can change: neither who gave it nor who gets it. */
export function frozenCopy<T>(record: T): T
export function frozenCopy(record: unknown): unknown {
  if (record === null || typeof record !== 'object') return record
  if (Array.isArray(record)) return Object.freeze(record.map((item) => frozenCopy<unknown>(item)))
  // `fromEntries` defines keys where `copy[key] = …` would assign them, so `__proto__` stays a key like any other.
  return Object.freeze(Object.fromEntries(Object.entries(record).map(([key, value]) => [key, frozenCopy<unknown>(value)])))
}
