import { describeValue, fail } from '@farthing/core'

const highest = 1_000_000
const usual = 10_000

interface CallBound {
  readonly field: string
  /** What is counted, in the plural. */
  readonly of: string
}

/** The bound of a call: 10,000 unless given. @throws `command.invalid` for what is no whole number from 1 to 1,000,000 */
export function checkBound(given: number | undefined, { field }: Pick<CallBound, 'field'>): number {
  const bound: unknown = given ?? usual
  if (typeof bound === 'number' && Number.isInteger(bound) && bound >= 1 && bound <= highest) return bound
  return fail('command.invalid', { field, because: `is ${describeValue(bound)} and no whole number from 1 to ${highest}` })
}

/** @throws `command.too_wide` */
export function refuseAbove(bound: number, found: number, { field, of }: CallBound): void {
  if (found <= bound) return
  fail('command.too_wide', { field, because: `is ${bound}, and there are ${found} ${of} or more`, facts: { bound, found } })
}
