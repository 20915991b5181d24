import { checkText, describeValue, fail, failureOf, parseInstant, type Instant } from '@farthing/core'
import { checkTaxReason, checkValidity, taxLimits } from '../check-tax-request.js'
import { categoryCodes, checkTaxTerms } from '../check-tax-terms.js'
import type { TaxTermsContent } from '../tax-answer.js'
import type { RatedTax, ReverseChargeRule, TaxRateBook, TaxRateRow, TaxValidity } from './tax-rate-book.js'

export const taxRateBookLimits = { rates: 100_000, reverseCharge: 1_000 } as const

/**
 * Checks a book of tax rates: every tax of every row keeps the rules of its treatment, and no two rows of one jurisdiction and category hold at the
 * same instant. `O(n log n)`.
 *
 * @throws `tax.rates_invalid` naming the row; `text.*`, `time.*`, `period.ends_before_start`
 */
export function checkTaxRateBook(book: TaxRateBook): void {
  const { rates, reverseCharge = [], untaxed } = book
  checkText(book.name, { field: 'name' })
  checkText(book.version, { field: 'version' })
  if (book.defaultCategory !== undefined) checkText(book.defaultCategory, { field: 'defaultCategory' })
  const { place } = book
  if (place !== undefined && !['customer', 'seller'].includes(place)) refuse('place', `is ${describeValue(place)} and not customer or seller`)
  if (rates.length > taxRateBookLimits.rates) refuse('rates', `are ${rates.length}`)
  if (reverseCharge.length > taxRateBookLimits.reverseCharge) refuse('reverseCharge', `are ${reverseCharge.length}`)
  for (const [index, row] of rates.entries()) checkRow(row, `rates[${index}]`)
  for (const [index, rule] of reverseCharge.entries()) checkReverseCharge(rule, `reverseCharge[${index}]`)
  if (untaxed !== undefined) checkTax(untaxed, 'any', 'untaxed')
  checkOverlaps(rates)
}

function checkRow(row: TaxRateRow, field: string): void {
  const { jurisdiction, category, taxes, from, to } = row
  checkText(jurisdiction, { field: `${field}.jurisdiction` })
  checkText(category, { field: `${field}.category` })
  checkValidity({ from, to }, field)
  if (taxes.length === 0 || taxes.length > taxLimits.taxesOfPortion) refuse(`${field}.taxes`, `are ${taxes.length}`)
  const seen = new Set<string>()
  for (const [index, tax] of taxes.entries()) {
    checkTax(tax, jurisdiction, `${field}.taxes[${index}]`)
    const name = JSON.stringify([tax.tax, tax.jurisdiction ?? jurisdiction])
    if (seen.has(name)) refuse(`${field}.taxes[${index}]`, `is ${describeValue(tax.tax)} for the second time`)
    seen.add(name)
  }
}

function checkTax(tax: RatedTax, jurisdiction: string, field: string): void {
  if (tax.treatment === 'reverse_charge') refuse(`${field}.treatment`, 'is reverse_charge, which only a rule can decide')
  asRates(field, () => {
    checkTaxTerms(termsOfRated(tax, jurisdiction), '')
  })
}

function checkReverseCharge({ tax, jurisdictions, sellers = [], categories = [], reason, from, to }: ReverseChargeRule, field: string): void {
  checkText(tax, { field: `${field}.tax` })
  if (jurisdictions.length === 0) refuse(`${field}.jurisdictions`, 'are none')
  for (const text of [...jurisdictions, ...sellers, ...categories]) checkText(text, { field })
  checkTaxReason(reason, `${field}.reason`)
  checkValidity({ from, to }, field)
}

/** The terms of a tax as a row states it, without registrations. */
export function termsOfRated(tax: RatedTax, jurisdiction: string): TaxTermsContent {
  const { treatment, percent = '0', compound = false, reason } = tax
  const [usual] = Object.hasOwn(categoryCodes, treatment) ? categoryCodes[treatment] : (['S'] as const)
  const content = { tax: tax.tax, jurisdiction: tax.jurisdiction ?? jurisdiction, treatment, categoryCode: tax.categoryCode ?? usual, percent, compound }
  return reason === undefined ? content : { ...content, reason }
}

/** What is wrong with the terms of a tax is wrong with the row that states it. */
function asRates(field: string, check: () => void): void {
  try {
    check()
  } catch (error) {
    const failure = failureOf(error)
    fail('tax.rates_invalid', { field: `${field}${failure.field}`, because: 'is not in order', facts: failure.facts }, error)
  }
}

function checkOverlaps(rates: readonly TaxRateRow[]): void {
  const rows = new Map<string, { readonly index: number; readonly row: TaxRateRow }[]>()
  for (const [index, row] of rates.entries()) {
    const name = JSON.stringify([row.jurisdiction, row.category])
    const others = rows.get(name)
    if (others === undefined) rows.set(name, [{ index, row }])
    else others.push({ index, row })
  }
  for (const own of rows.values()) {
    const ordered = own.sort((a, b) => (startOf(a.row) < startOf(b.row) ? -1 : 1))
    for (const [place, { index, row }] of ordered.entries()) {
      const before = ordered[place - 1]
      if (before === undefined || (before.row.to !== undefined && endOf(before.row) <= startOf(row))) continue
      refuse(`rates[${Math.max(index, before.index)}]`, `holds while rates[${Math.min(index, before.index)}] does`)
    }
  }
}

function startOf({ from }: TaxValidity): Instant {
  return from === undefined ? '' : parseInstant(from)
}

function endOf({ to }: TaxValidity): Instant {
  return to === undefined ? '' : parseInstant(to)
}

function refuse(field: string, because: string): never {
  fail('tax.rates_invalid', { field, because })
}
