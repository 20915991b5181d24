import { addDays, assertInvariant, fail, localDateOf, parseLocalDate, type LocalDate } from '@farthing/core'
import { isClosed } from '@farthing/ledger'
import { listAll, type BookClosing } from '@farthing/ports'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'

export interface CloseBook extends CommandOptions {
  /** Year, month or day of the books: `2026`, `2026-10`, `2026-10-14`. They close through its last day. */
  readonly period: string
}

/**
 * Closes the books through the end of a period: nothing is booked there any more, and corrections of what was go to the first open day.
 *
 * A period that lies before what is closed changes nothing and gives the closing that holds. A closed day is never opened again.
 *
 * @throws `window.open` for a period that has not ended by the clock, in UTC; `time.*` for a text that is no period; `command.conflict`
 */
export function closeBook(context: BillingContext, input: CloseBook): Promise<BookClosing> {
  return runCommand(context, {
    kind: 'ledger.close',
    input,
    perform: async ({ bookPeriods }, at) => {
      const through = lastDayOf(input.period)
      if (localDateOf(at, 'UTC') <= through) fail('window.open', { field: 'period', because: `ends with ${through}, and it is ${at}`, facts: { through, at } })
      const periods = await bookPeriods.current()
      if (isClosed(periods, through)) return periods.closedThrough ?? through
      await bookPeriods.close({ through, at, actor: input.actor ?? 'system', correlation: input.correlation ?? input.key })
      return through
    },
    recall: async ({ bookPeriods }, through) => (await listAll((page) => bookPeriods.list(page))).find((closing) => closing.through === through),
  })
}

/** The last day of a year, a month or a day. */
export function lastDayOf(period: string): LocalDate {
  const first = parseLocalDate(period.length === 4 ? `${period}-01-01` : period.length === 7 ? `${period}-01` : period, 'period')
  if (period.length === 10) return first
  const [year = '', month = ''] = first.split('-')
  const next = period.length === 4 || month === '12' ? `${String(Number(year) + 1).padStart(4, '0')}-01-01` : `${year}-${String(Number(month) + 1).padStart(2, '0')}-01`
  const last = addDays(parseLocalDate(next, 'period'), -1)
  assertInvariant(last >= first, 'a period ends after it starts')
  return last
}
