/**
 * The value of a pure computation, kept so that it is not made again. A full memo starts over.
 * Callers cannot tell, except by the time it takes: keys are whole inputs and values are never changed.
 */
export function remembered<K, V>(memo: Map<K, V>, limit: number, key: K, compute: () => V): V {
  const known = memo.get(key)
  if (known !== undefined) return known
  const value = compute()
  if (memo.size >= limit) memo.clear()
  memo.set(key, value)
  return value
}
