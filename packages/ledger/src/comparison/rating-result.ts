import { checkCurrency, checkInterval, checkText, currencies, describeValue, fail, parseExact, type Currency, type CurrencyCode, type Exact, type Interval } from '@farthing/core'

/** Complete results of rating somebody's usage, by whatever program: the shape that legacy results are imported in. */
export interface RatingResult {
  readonly format: 'rating-result/1'
  /** What people call it: `legacy`, `pro v2`. */
  readonly name: string
  /** At most 1,000,000; none with the account, period, name and currency of another. */
  readonly lines: readonly ResultLine[]
}

/** An amount that somebody is charged for something. */
export interface ResultLine {
  readonly account: string
  /** The period that it is for; absent where the result has one period for all. */
  readonly period?: Interval
  /** What it is for: the same text on both sides, such as `acme-1/tokens`. */
  readonly line: string
  readonly currency: CurrencyCode
  /** In major units; a fraction where it was not rounded. */
  readonly amount: Exact
  readonly quantity?: Exact
}

const maxLines = 1_000_000

export interface ReadResultOptions {
  /** What names the input in a failure, such as a file; `result` unless given. */
  readonly field?: string
  /** The currencies that there are; those of ISO 4217 unless given. */
  readonly known?: readonly Currency[]
}

/**
 * Reads a result from plain data, such as an export of a legacy system. Canonical: `1.50` is `1.5`.
 *
 * @throws `comparison.invalid` naming the line; `exact.*`, `decimal.*`, `text.*`, `time.*`, `money.currency_unknown`, `period.ends_before_start`
 */
export function checkRatingResult(value: unknown, { field = 'result', known = currencies }: ReadResultOptions = {}): RatingResult {
  const { format, name, lines, ...others } = recordOf(value, field)
  if (format !== 'rating-result/1') refuse(`${field}.format`, `is ${describeValue(format)} and not rating-result/1`)
  refuseUnknown(others, field, 'format, name, lines')
  if (!Array.isArray(lines)) return refuse(`${field}.lines`, 'is no list')
  if (lines.length > maxLines) refuse(`${field}.lines`, `are ${lines.length}, more than ${maxLines}`)
  return { format: 'rating-result/1', name: checkText(name, { field: `${field}.name` }), lines: lines.map((line: unknown, index) => checkLine(line, `${field}.lines[${index}]`, known)) }
}

function checkLine(value: unknown, field: string, known: readonly Currency[]): ResultLine {
  const { account, period, line, currency, amount, quantity, ...others } = recordOf(value, field)
  refuseUnknown(others, field, 'account, period, line, currency, amount, quantity')
  return {
    account: checkText(account, { field: `${field}.account` }),
    ...(period === undefined ? {} : { period: periodOf(period, `${field}.period`) }),
    line: checkText(line, { field: `${field}.line`, maxLength: 1_024 }),
    currency: checkCurrency(checkText(currency, { field: `${field}.currency` }), `${field}.currency`, known).code,
    amount: exactOf(amount, `${field}.amount`),
    ...(quantity === undefined ? {} : { quantity: exactOf(quantity, `${field}.quantity`) }),
  }
}

function periodOf(value: unknown, field: string): Interval {
  const { from, to } = recordOf(value, field)
  return checkInterval({ from: checkText(from, { field: `${field}.from` }), to: checkText(to, { field: `${field}.to` }) }, field)
}

function exactOf(value: unknown, field: string): Exact {
  return parseExact(checkText(value, { field }), field)
}

function refuseUnknown(others: object, field: string, names: string): void {
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) refuse(`${field}.${unknown}`, `is not one of ${names}`)
}

function recordOf(value: unknown, field: string): { readonly [key: string]: unknown } {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  return refuse(field, 'is no record')
}

function refuse(field: string, because: string): never {
  return fail('comparison.invalid', { field, because })
}
