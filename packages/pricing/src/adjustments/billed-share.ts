import { clipInterval, type Exact, type IntervalBounds } from '@farthing/core'
import { oneOf } from '../models/read-fields.js'
import type { StageContext } from '../charges/pipeline/stage.js'
import { proratedShare } from './proration/prorated-share.js'

/** What a figure for a whole period is in a part of it: its exact share of the time, or all of it. */
export type StageProration = 'time' | 'none'

export const readProration = /* @__PURE__ */ oneOf<StageProration>(['time', 'none'])

/** The share of its period that is billed: `"1"`, or such as `"17/31"`. */
export function billedShare({ billed, period }: StageContext, proration: StageProration): Exact {
  return proration === 'none' ? '1' : proratedShare({ part: billed, period })
}

/** The share of its period that is billed and lies inside `bounds`; `"0"` where nothing does. */
export function activeShare({ billed, period }: StageContext, bounds: IntervalBounds): Exact {
  const part = clipInterval(billed, bounds)
  return part === undefined ? '0' : proratedShare({ part, period })
}
