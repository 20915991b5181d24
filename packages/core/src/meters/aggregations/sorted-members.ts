import { fail } from '../../errors/failure.js'
import { meterLimits } from '../meter-limits.js'

/** Merges two sorted lists without repeats; `combine` decides about a member that both have. `O(n)`. */
export function mergeSorted<T>(a: readonly T[], b: readonly T[], compare: (a: T, b: T) => number, combine: (a: T, b: T) => T | undefined): readonly T[] {
  const merged: T[] = []
  let left = 0
  let right = 0
  while (left < a.length || right < b.length) {
    const [x, y] = [a[left], b[right]]
    const order = x === undefined ? 1 : y === undefined ? -1 : compare(x, y)
    if (order <= 0) left += 1
    if (order >= 0) right += 1
    const member = order === 0 && x !== undefined && y !== undefined ? combine(x, y) : order < 0 ? x : y
    if (member !== undefined) merged.push(member)
  }
  checkMemberCount(merged.length)
  return merged
}

/** @throws `meter.state_too_large` */
export function checkMemberCount(held: number): void {
  const most = meterLimits.stateMembers
  if (held > most) fail('meter.state_too_large', { field: 'state', because: `holds ${held} members, more than ${most}`, facts: { held, most } })
}
