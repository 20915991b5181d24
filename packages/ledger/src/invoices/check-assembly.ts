import { addAll, checkInterval, checkText, compare, fail, parseInstant, type KnownAt, type CurrencyCode, type Interval, type RoundingPolicy, type Zone } from '@farthing/core'
import type { Charge, Side } from '@farthing/pricing'
import { checkTargets } from './check-targets.js'
import { groupOf } from './grouping/group-charges.js'
import type { ZeroLines } from './invoice.js'
import type { Conversions } from './convert-charges.js'
import type { InvoiceTerms } from './invoice-terms.js'

/** Everything that an invoice follows from. */
export interface InvoiceInput extends Interval {
  readonly tenant: string
  readonly account: string
  /** `retail` unless given. */
  readonly side?: Side
  /** Which of the account's separate documents; the one of the account unless given. Up to 600 characters. */
  readonly group?: string
  /** 0, unless documents of the same period were raised before. At most 1,000,000. */
  readonly sequence?: number
  /** What charges in advance are for, where that is not the period. */
  readonly advance?: Interval
  readonly currency: CurrencyCode
  /** Zone that the period's boundaries are shown in. */
  readonly zone: Zone
  readonly rounding: RoundingPolicy
  /** `keep` unless given. */
  readonly zeroLines?: ZeroLines
  /** At most 100,000, with at most 1,000,000 trail parts together. Their order does not matter. */
  readonly charges: readonly Charge[]
  /** Adjustments, discounts, credits, tax; none unless given. */
  readonly terms?: InvoiceTerms
  /** What the charges could see. */
  readonly knownAt: KnownAt
}

export const invoiceLimits = { charges: 100_000, parts: 1_000_000, sequence: 1_000_000 } as const

/** Refuses input that no invoice follows from, before any work. */
export function checkAssembly(input: InvoiceInput, conversions: Conversions): void {
  const { charges, from, to } = input
  checkText(input.tenant, { field: 'tenant' })
  checkText(input.account, { field: 'account' })
  parseInstant(from, { field: 'from' })
  parseInstant(to, { field: 'to' })
  if (from >= to) fail('period.ends_before_start', { field: 'to', because: `is ${to}, not after ${from}`, facts: { from, to } })
  checkPlace(input)
  const parts = charges.reduce((count, charge) => count + charge.trail.length, 0)
  if (charges.length > invoiceLimits.charges || parts > invoiceLimits.parts) {
    refuse('charges', `are ${charges.length} with ${parts} parts, more than an invoice holds`, { ...invoiceLimits })
  }
  const seen = new Map<string, number>()
  charges.forEach((charge, index) => {
    const field = `charges[${index}]`
    const first = seen.get(charge.chargeKey)
    if (first !== undefined) refuse(`${field}.chargeKey`, `is that of charges[${first}] too`, { chargeKey: charge.chargeKey })
    seen.set(charge.chargeKey, index)
    checkCharge(charge, input, { conversions, field })
  })
  checkTargets(charges)
}

function checkPlace({ group, sequence = 0, advance }: InvoiceInput): void {
  if (group !== undefined) checkText(group, { field: 'group', maxLength: 600 })
  if (!Number.isInteger(sequence) || sequence < 0 || sequence > invoiceLimits.sequence) refuse('sequence', `is ${sequence} and not 0 to ${invoiceLimits.sequence}`, {})
  if (advance !== undefined) checkInterval(advance, 'advance')
}

function checkCharge(charge: Charge, input: InvoiceInput, { conversions, field }: { readonly conversions: Conversions; readonly field: string }): void {
  const { currency, side = 'retail', group, advance, terms: { grouping } = {} } = input
  if (charge.currency !== currency && !conversions.has(charge.currency)) {
    refuse(`${field}.currency`, `is ${charge.currency} on an invoice in ${currency}`, { currency: charge.currency, expected: currency })
  }
  if (charge.side !== side) refuse(`${field}.side`, `is ${charge.side} on a document that is ${side}`, { side: charge.side, expected: side })
  const own = grouping === undefined ? group : groupOf(charge, grouping)
  if (own !== group) refuse(field, `belongs on ${own ?? 'the document of the account'}, not on ${group ?? 'that'}`, { chargeKey: charge.chargeKey })
  const { from, to } = charge.billing === 'advance' && advance !== undefined ? advance : input
  if (charge.from < from || charge.to > to || charge.from >= charge.to) {
    refuse(field, `runs from ${charge.from} to ${charge.to}, outside ${from} to ${to}`, { from: charge.from, to: charge.to })
  }
  const total = addAll([...charge.trail, ...(charge.adjustments ?? [])].map((step) => step.amount))
  if (compare(total, charge.amount) !== 0) {
    refuse(`${field}.trail`, `sums with its adjustments to ${total} and not to the charge's ${charge.amount}`, { total, amount: charge.amount })
  }
}

function refuse(field: string, because: string, facts: { readonly [name: string]: string | number }): never {
  fail('invoice.invalid', { field, because, facts })
}
