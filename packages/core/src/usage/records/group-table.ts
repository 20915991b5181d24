/**
 * Groups in columns: an open-addressing table from (account, meter, window) to a group, and a row of numbers for each.
 *
 * Sums are integers of 10^-scale, each group with its own scale: in the row while that is safe, the rest in a bigint.
 */
export interface GroupTable {
  size: number
  /** A group plus one, or 0; its length is a power of two, at most half full. */
  slots: Int32Array
  /** `rowLength` numbers for each group. */
  rows: Float64Array
  scales: Uint8Array
  readonly spilled: Map<number, bigint>
}

/** Of a row: account and meter in one number, window, units of the sum, count of records. */
export const rowLength = 4
const windowAt = 1
export const unitsAt = 2
export const countAt = 3

/** Above the number of meters, and with as many accounts still a safe integer. */
const meterSpan = 2 ** 24

export function startGroupTable(): GroupTable {
  const groups = 512
  return { size: 0, slots: new Int32Array(2 * groups), rows: new Float64Array(groups * rowLength), scales: new Uint8Array(groups), spilled: new Map() }
}

/** The group of a key; -1 when it is new and the table holds `maxGroups` already. */
export function groupFor(table: GroupTable, account: number, meter: number, window: number, maxGroups: number): number {
  const series = account * meterSpan + meter
  const { slots, rows } = table
  const mask = slots.length - 1
  for (let slot = hashOf(account, meter, window) & mask; ; slot = (slot + 1) & mask) {
    const group = (slots[slot] ?? 0) - 1
    if (group < 0) return table.size < maxGroups ? appendGroup(table, slot, series, window) : -1
    if (rows[group * rowLength] === series && rows[group * rowLength + windowAt] === window) return group
  }
}

function hashOf(account: number, meter: number, window: number): number {
  const mixed = Math.imul(Math.imul(account, 0x9e3779b1) + meter, 0x85ebca6b) + window
  const spread = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35)
  return spread ^ (spread >>> 13)
}

function appendGroup(table: GroupTable, slot: number, series: number, window: number): number {
  const group = table.size
  table.slots[slot] = group + 1
  table.rows[group * rowLength] = series
  table.rows[group * rowLength + windowAt] = window
  table.size += 1
  if (table.size === table.scales.length) widen(table)
  return group
}

export function accountOf({ rows }: Pick<GroupTable, 'rows'>, group: number): number {
  return Math.floor((rows[group * rowLength] ?? 0) / meterSpan)
}

export function meterOf({ rows }: Pick<GroupTable, 'rows'>, group: number): number {
  return (rows[group * rowLength] ?? 0) % meterSpan
}

export function windowOf({ rows }: Pick<GroupTable, 'rows'>, group: number): number {
  return rows[group * rowLength + windowAt] ?? 0
}

function widen(table: GroupTable): void {
  const capacity = 2 * table.size
  const rows = new Float64Array(capacity * rowLength)
  rows.set(table.rows)
  const scales = new Uint8Array(capacity)
  scales.set(table.scales)
  const slots = new Int32Array(2 * capacity)
  for (let group = 0; group < table.size; group += 1) {
    let slot = hashOf(accountOf(table, group), meterOf(table, group), windowOf(table, group)) & (slots.length - 1)
    while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1)
    slots[slot] = group + 1
  }
  table.rows = rows
  table.scales = scales
  table.slots = slots
}
