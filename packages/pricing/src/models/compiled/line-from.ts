import { multiply, subtract, type Decimal } from '@farthing/core'
import type { Line } from './curve.js'

/** Where a line begins, what is due there, and how it rises. */
export interface LineOrigin {
  readonly from: Decimal
  readonly paid: Decimal
  readonly slope: Decimal
}

/** The line through a point. */
export function lineFrom({ from, paid, slope }: LineOrigin): Pick<Line, 'slope' | 'start'> {
  return { slope, start: subtract(paid, multiply(from, slope)) }
}
