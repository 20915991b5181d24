import { fail, type Instant } from '@farthing/core'

const form = /^(\d{4})-(0[1-9]|1[0-2])$/

/** A month in UTC as `2026-10`, checked. @throws `storage.partition_invalid` */
export function checkMonth(month: string, field: string): string {
  if (form.test(month) && month >= '0001-01' && month < '9999-12') return month
  return fail('storage.partition_invalid', { field, because: `is ${JSON.stringify(month.slice(0, 20))}, and a month is written like 2026-10` })
}

/** Months since the year 0, so that they can be counted. */
function ordinalOf(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1
}

function monthOf(ordinal: number): string {
  const year = Math.floor(ordinal / 12)
  return `${String(year).padStart(4, '0')}-${String((ordinal % 12) + 1).padStart(2, '0')}`
}

/** From the first to the last, both included. */
export function monthsFrom(first: string, last: string): readonly string[] {
  const start = ordinalOf(first)
  return Array.from({ length: Math.max(0, ordinalOf(last) - start + 1) }, (_, index) => monthOf(start + index))
}

export const nextMonth = (month: string): string => monthOf(ordinalOf(month) + 1)

export const startOfMonth = (month: string): Instant => `${month}-01T00:00:00.000000Z`

/** `event_y2026m10`: what is named so is ours to drop, and nothing else. */
export const partitionOf = (month: string): string => `event_y${month.slice(0, 4)}m${month.slice(5)}`

/** The month of a partition of ours. */
export function monthOfPartition(name: string): string | undefined {
  const [, year, month] = /^event_y(\d{4})m(0[1-9]|1[0-2])$/.exec(name) ?? []
  return year === undefined || month === undefined ? undefined : `${year}-${month}`
}
