import { safeReach, safeUnits, safeUnitsAt, writtenScale, type Decimal } from '@farthing/core'
import type { Curve, Line } from './curve.js'

/**
 * A curve in safe integers, for quantities of one scale as written. Columns rather than rows: a search reads one of them only.
 * A figure that is not safe makes its row unreachable.
 */
export interface LineTable {
  /** Scale of the quantities in the table, and what lifts a written quantity to it. */
  readonly scale: number
  readonly lift: number
  /** Scale of amounts: that of quantities and prices together. */
  readonly amountScale: number
  readonly least: number
  /** The last quantity of each line. */
  readonly ends: readonly number[]
  /** The largest quantity that each line can calculate with. */
  readonly reaches: readonly number[]
  readonly slopes: readonly number[]
  readonly starts: readonly number[]
  readonly mosts: readonly number[]
  /** Absent where zero is a quantity like any other; `NaN` where its price is not safe. */
  readonly atZero?: number
}

/** Quantities written with more digits after the point are rare, and take the long way. */
const maxScale = 9
/** Powers of ten are exact in a float up to 10^22; no amount of this scale is safe beyond nine millionths. */
const maxAmountScale = 21

/** Tables by scale of the quantity as written; the holes are scales that would leave no room for amounts. */
export function lineTables(curve: Curve): readonly (LineTable | undefined)[] {
  const boundScale = Math.max(0, ...curve.lines.map(({ upTo = '0' }) => writtenScale(upTo)))
  const priceScale = Math.max(0, ...curve.lines.map((line) => priceScaleOf(line, boundScale)), writtenScale(curve.atZero ?? '0') - boundScale)
  return Array.from({ length: maxScale + 1 }, (_, written) => {
    const scale = Math.max(written, boundScale)
    return scale + priceScale > maxAmountScale ? undefined : lineTable(curve, { written, scale, amountScale: scale + priceScale })
  })
}

/** Bounds may lend their scale to what they are multiplied into. */
function priceScaleOf({ slope, start, most = '0', trail }: Line, boundScale: number): number {
  const amounts = Math.max(writtenScale(start), writtenScale(most), writtenScale(trail?.paid ?? '0'))
  return Math.max(writtenScale(slope), amounts - boundScale)
}

interface Scales {
  readonly written: number
  readonly scale: number
  readonly amountScale: number
}

function lineTable({ lines, bound, atZero, negative }: Curve, { written, scale, amountScale }: Scales): LineTable {
  const starts = lines.map(({ start }) => safeUnitsAt(start, amountScale))
  const slopes = lines.map(({ slope }) => safeUnitsAt(slope, amountScale - scale))
  const mosts = lines.map(({ most }) => (most === undefined ? Number.POSITIVE_INFINITY : safeUnitsAt(most, amountScale)))
  const zero = atZero === undefined ? undefined : safeUnitsAt(atZero, amountScale)
  return {
    scale,
    lift: 10 ** (scale - written),
    amountScale,
    least: negative === 'credited' ? Number.NEGATIVE_INFINITY : 0,
    ends: lines.map(({ upTo }) => endOf(upTo, scale, bound === 'exclusive' ? 1 : 0)),
    reaches: lines.map((_, index) => (mosts[index] === Number.NEGATIVE_INFINITY ? -1 : safeReach(starts[index] ?? Number.NaN, slopes[index] ?? Number.NaN))),
    slopes,
    starts,
    mosts,
    ...(zero === undefined ? {} : { atZero: Number.isFinite(zero) ? zero : Number.NaN }),
  }
}

function endOf(upTo: Decimal | undefined, scale: number, less: number): number {
  return upTo === undefined ? Number.POSITIVE_INFINITY : safeUnitsAt(upTo, scale) - less
}

/** The quantity in units of the table; `NaN` where it is not safe or the price refuses it. */
export function quantityUnits({ lift, least }: LineTable, quantity: string): number {
  const units = safeUnits(quantity) * lift
  return units >= least && units <= Number.MAX_SAFE_INTEGER ? units : Number.NaN
}

/** What a quantity costs, in units of the table; `NaN` where that cannot be calculated in safe integers. O(log n). */
export function amountUnits(table: LineTable, units: number): number {
  if (Number.isNaN(units)) return units
  if (units === 0 && table.atZero !== undefined) return table.atZero
  const line = lineHolding(table.ends, units)
  const { [line]: slope = 0 } = table.slopes
  const { [line]: start = 0 } = table.starts
  const { [line]: reach = -1 } = table.reaches
  const { [line]: most = 0 } = table.mosts
  return Math.abs(units) <= reach ? Math.min(start + slope * units, most) : Number.NaN
}

/** 0-based line that a quantity is on. O(log n). */
export function lineHolding(ends: readonly number[], units: number): number {
  let low = 0
  let high = ends.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (units <= (ends[middle] ?? 0)) high = middle
    else low = middle + 1
  }
  return low
}
