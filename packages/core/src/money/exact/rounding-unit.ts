import type { Decimal } from '../decimal-type.js'
import { decimalOperand } from './operand.js'
import { powerOfTen } from './power-of-ten.js'
import type { Ratio } from './ratio.js'
import type { Scaled } from './scaled.js'

/** `increment × 10^-exponent`: what a rounded value is a multiple of. */
export function roundingUnit(exponent: number, increment: Decimal = '1'): Scaled {
  const { units, scale } = decimalOperand(increment)
  const places = scale + exponent
  return places >= 0 ? { units, scale: places } : { units: units * powerOfTen(-places), scale: 0 }
}

/** How many units a value is, not reduced. */
export function unitCountOf({ numerator, denominator }: Ratio, unit: Scaled): Ratio {
  return { numerator: numerator * powerOfTen(unit.scale), denominator: denominator * unit.units }
}
