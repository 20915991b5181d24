import { fail } from '@farthing/core'

/** What every adapter refuses before it takes numbers of a series. @throws `storage.count_invalid` unless `count` is a whole number, 1 to 10,000 */
export function checkNumberCount(count: number): void {
  if (Number.isInteger(count) && count >= 1 && count <= 10_000) return
  fail('storage.count_invalid', { field: 'count', because: `is ${count}`, facts: { count: String(count) } })
}
