import { describeValue } from '@farthing/core'
import type { BillingContext } from '../context.js'
import { startSubscription, type StartSubscription } from '../subscriptions/start-subscription.js'
import { importRows, type ImportResult, type ImportRows, type ReferencedRow } from './import-rows.js'
import { optionalText, referenceOf, refuse, rowFields, textOf, type RowFields } from './row-fields.js'

interface SubscriptionRow extends ReferencedRow, Omit<StartSubscription, 'key' | 'id' | 'actor' | 'correlation'> {
  readonly id: string
}

const fields = ['reference', 'id', 'account', 'plan', 'from', 'to', 'zone', 'anchor', 'anchorDay', 'subjects']

/**
 * Imports subscriptions: `reference`, `account`, `plan`, `from`, and optionally `id` (the reference unless given), `to`, `zone`, `anchor`, `anchorDay`, and
 * `subjects` as a list, or as text with a semicolon between them. `from` is from when Farthing bills; `anchor` is what its periods are counted from, as a rule
 * the day on which it began in the other system, so that periods stay where they were.
 *
 * A row refuses as `subscriptions.start` does. Usage before `from` is nobody's: it is kept, `unattached`.
 */
export function importSubscriptions(context: BillingContext, input: ImportRows): Promise<ImportResult> {
  return importRows<SubscriptionRow>(context, input, {
    kind: 'subscriptions.start',
    read: readRow,
    perform: (target, rows, options) => Promise.all(rows.map(({ reference: _, ...start }) => startSubscription(target, { ...start, ...options }))),
  })
}

function readRow(input: unknown): SubscriptionRow {
  const row = rowFields(input, fields)
  const reference = referenceOf(row)
  return {
    reference,
    id: row['id'] === undefined ? reference : textOf(row, 'id'),
    account: textOf(row, 'account'),
    plan: textOf(row, 'plan'),
    from: textOf(row, 'from'),
    ...optionalText(row, 'to'),
    ...optionalText(row, 'zone'),
    ...optionalText(row, 'anchor'),
    ...anchorDayOf(row),
    ...subjectsOf(row),
  }
}

function anchorDayOf({ anchorDay }: RowFields): { readonly anchorDay?: number } {
  if (anchorDay === undefined) return {}
  const day = typeof anchorDay === 'string' && /^\d{1,2}$/.test(anchorDay) ? Number(anchorDay) : anchorDay
  return typeof day === 'number' && Number.isInteger(day) ? { anchorDay: day } : refuse('anchorDay', `is ${describeValue(anchorDay)}, and not a day from 1 to 31`)
}

function subjectsOf({ subjects }: RowFields): { readonly subjects?: readonly string[] } {
  if (subjects === undefined) return {}
  if (typeof subjects === 'string') return { subjects: subjects.split(';').map((subject) => subject.trim()) }
  if (Array.isArray(subjects) && subjects.every((subject) => typeof subject === 'string')) return { subjects }
  return refuse('subjects', `are ${describeValue(subjects)}, and not a list of texts`)
}
