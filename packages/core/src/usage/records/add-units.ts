import type { Decimal } from '../../money/decimal-type.js'
import { powerOfTen } from '../../money/exact/power-of-ten.js'
import { printScaled } from '../../money/exact/scaled.js'
import { countAt, rowLength, unitsAt, type GroupTable } from './group-table.js'

/** Powers of ten that a number holds. */
const powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15] as const

/** Adds `units × 10^-fraction` and one record to a group, exactly. A number is a safe integer. */
export function addUnits(table: GroupTable, group: number, units: number | bigint, fraction: number): void {
  const { rows } = table
  const at = group * rowLength
  const total = typeof units === 'number' && fraction === table.scales[group] ? (rows[at + unitsAt] ?? 0) + units : Number.NaN
  if (Number.isSafeInteger(total)) rows[at + unitsAt] = total
  else addRescaled(table, group, units, fraction)
  rows[at + countAt] = (rows[at + countAt] ?? 0) + 1
}

/** For a value at another scale than the group's, or one or a sum that a number does not hold. */
function addRescaled(table: GroupTable, group: number, units: number | bigint, fraction: number): void {
  if (fraction > (table.scales[group] ?? 0)) widenScale(table, group, fraction)
  const { rows, spilled } = table
  const at = group * rowLength + unitsAt
  const steps = (table.scales[group] ?? 0) - fraction
  const scaled = typeof units === 'number' ? units * (powers[steps] ?? Number.NaN) : Number.NaN
  const total = Number.isSafeInteger(scaled) ? (rows[at] ?? 0) + scaled : Number.NaN
  if (Number.isSafeInteger(total)) {
    rows[at] = total
    return
  }
  spilled.set(group, (spilled.get(group) ?? 0n) + BigInt(rows[at] ?? 0) + BigInt(units) * powerOfTen(steps))
  rows[at] = 0
}

function widenScale(table: GroupTable, group: number, scale: number): void {
  const { rows, scales, spilled } = table
  if (rows[group * rowLength + countAt] === 0) {
    scales[group] = scale
    return
  }
  const at = group * rowLength + unitsAt
  const steps = scale - (scales[group] ?? 0)
  const units = rows[at] ?? 0
  const held = spilled.get(group) ?? 0n
  const widened = units * (powers[steps] ?? Number.NaN)
  const fits = Number.isSafeInteger(widened)
  rows[at] = fits ? widened : 0
  if (held !== 0n || !fits) spilled.set(group, (fits ? held : held + BigInt(units)) * powerOfTen(steps))
  scales[group] = scale
}

/** The sum of a group. */
export function sumOf(table: GroupTable, group: number): Decimal {
  const units = table.rows[group * rowLength + unitsAt] ?? 0
  const scale = table.scales[group] ?? 0
  const spilled = table.spilled.size === 0 ? undefined : table.spilled.get(group)
  return spilled === undefined ? printUnits(units, scale) : printScaled({ units: spilled + BigInt(units), scale })
}

/** As `printScaled`, without a bigint. */
function printUnits(units: number, scale: number): Decimal {
  const magnitude = String(Math.abs(units)).padStart(scale + 1, '0')
  const point = magnitude.length - scale
  let end = magnitude.length
  while (end > point && magnitude.endsWith('0', end)) end -= 1
  const text = end > point ? `${magnitude.slice(0, point)}.${magnitude.slice(point, end)}` : magnitude.slice(0, point)
  return (units < 0 ? `-${text}` : text) as Decimal
}

export function countOf(table: GroupTable, group: number): number {
  return table.rows[group * rowLength + countAt] ?? 0
}
