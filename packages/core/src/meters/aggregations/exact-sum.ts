import type { Decimal } from '../../money/decimal-type.js'
import { powerOfTen } from '../../money/exact/power-of-ten.js'
import { printScaled } from '../../money/exact/scaled.js'
import type { Accumulator } from '../aggregation.js'

const point = 0x2e
const zero = 0x30
const minus = 0x2d
/** 15 digits with a point or a sign, whose units are a safe integer. */
const shortLength = 16

/**
 * Adds canonical decimals exactly, in integers of 10^-scale: in a number while that is safe, else in a bigint.
 *
 * The scale is the widest fraction seen. Text is made once, at the end; a short value costs no allocation.
 */
export function startExactSum(): Accumulator<Decimal> {
  let scale = 0
  let units = 0
  let spilled = 0n

  function spill(): void {
    spilled += BigInt(units)
    units = 0
  }

  return {
    add(value) {
      const dot = value.indexOf('.')
      const fraction = dot < 0 ? 0 : value.length - dot - 1
      if (fraction > scale) {
        spill()
        spilled *= powerOfTen(fraction - scale)
        scale = fraction
      }
      const total = value.length > shortLength ? Number.NaN : units + shortUnits(value, scale - fraction)
      if (Number.isSafeInteger(total)) {
        units = total
        return
      }
      spill()
      spilled += BigInt(value.replace('.', '')) * powerOfTen(scale - fraction)
    },
    state: () => printScaled({ units: spilled + BigInt(units), scale }),
  }
}

/** The value in units of the scale; NaN when a number does not hold them safely. */
function shortUnits(value: Decimal, shift: number): number {
  const negative = value.charCodeAt(0) === minus
  let units = 0
  for (let index = negative ? 1 : 0; index < value.length; index += 1) {
    const code = value.charCodeAt(index)
    if (code !== point) units = units * 10 + (code - zero)
  }
  for (let step = 0; step < shift; step += 1) units *= 10
  if (!Number.isSafeInteger(units)) return Number.NaN
  return negative ? -units : units
}
