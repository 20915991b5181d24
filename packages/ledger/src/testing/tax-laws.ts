import { absolute, add, addAll, assertInvariant, canonicalJson, compare, minorUnitsOf, multiply, round, subtract, type Exact, type Hash } from '@farthing/core'
import { roundingUnit } from '../rounding/document-rounding.js'
import { computeTax } from '../tax/compute-tax.js'
import type { TaxRoundingPolicy } from '../tax/tax-rounding-policy.js'
import type { DocumentTax, TaxedAmount } from '../tax/document-tax.js'
import type { TaxAnswer } from '../tax/tax-answer.js'
import { taxRequestHash } from '../tax/tax-key.js'
import type { TaxRequest } from '../tax/tax-request.js'

/** A request, its answer, and how the taxes that follow are rounded. */
export interface TaxCase {
  readonly request: TaxRequest
  readonly answer: TaxAnswer
  readonly policy: TaxRoundingPolicy
}

/**
 * Every figure is an identity over rounded ones: net + tax = gross on every portion, every line and the document; shares sum to their portion, portions
 * to their line, lines to the document; and the taxes, each the sum of its shares, to the same total. Throws where not.
 */
export function assertTaxAddsUp({ taxes, lines, totals }: DocumentTax): void {
  const portions = lines.flatMap((line) => line.portions)
  for (const amounts of [totals, ...lines, ...portions]) assertSame(add(amounts.net, amounts.tax), amounts.gross, 'net and tax are gross')
  for (const portion of portions) assertSame(addAll(portion.taxes.map(({ amount }) => amount)), portion.tax, 'the shares of a portion sum to its tax')
  for (const line of lines) assertSums(line.portions, line, `the portions of ${line.line}`)
  assertSums(lines, totals, 'the lines')
  assertSame(addAll(taxes.map(({ amount }) => amount)), totals.tax, 'the taxes sum to the tax of the document')
  assertSame(addAll(taxes.map(({ exact }) => exact)), totals.exactTax, 'the exact taxes sum to that of the document')
  for (const { key, amount } of taxes) {
    const shares = portions.flatMap((portion) => portion.taxes.filter((share) => share.key === key))
    assertSame(addAll(shares.map((share) => share.amount)), amount, 'the shares of a tax sum to it')
  }
}

/** Exclusive prices keep the net amount of each line, inclusive ones the gross amount, whatever the taxes. Throws where not. */
export function assertTaxKeepsPrices({ prices, lines }: TaxRequest, tax: DocumentTax): void {
  assertInvariant(lines.length === tax.lines.length, 'every line is taxed once')
  for (const [index, { key, amount }] of lines.entries()) {
    const taxed = tax.lines[index]
    assertInvariant(taxed?.line === key, 'lines stand in the order of the request')
    assertSame(prices === 'exclusive' ? taxed.net : taxed.gross, amount, `the ${prices} amount of ${key} is kept`)
  }
}

/** What the policy names is its exact amount, rounded once; nothing else is further from its exact amount than the parts that it is made of. Throws where not. */
export function assertTaxRoundedOnce({ mode, taxScope = 'perKey', taxMode = mode }: TaxRoundingPolicy, { taxes, totals, currency }: DocumentTax): void {
  const rule = { mode: taxMode, exponent: minorUnitsOf(currency) }
  if (taxScope === 'perDocument') assertSame(totals.tax, round(totals.exactTax, rule), 'the tax of the document is rounded once')
  for (const { tax, exact, amount, lines } of taxes) {
    if (taxScope === 'perKey') assertSame(amount, round(exact, rule), `${tax} is rounded once`)
    const roundings = taxScope === 'perLine' ? `${lines.length}` as const : '1'
    const error = absolute(subtract(amount, exact))
    const unit = multiply(roundings, roundingUnit({ exponent: rule.exponent, increment: '1' }))
    assertInvariant(compare(error, unit) < 0, `${tax} is less than a minor unit for each rounding from its exact amount`)
    assertSame(round(amount, rule), amount, `${tax} is a whole number of minor units`)
  }
}

/** The lines and taxes of the answer in another order, and the lines of the request too, give the same figures for each of them. Throws where not. */
export function assertTaxOrderFree({ request, answer, policy }: TaxCase): void {
  const reversed = { ...request, lines: [...request.lines].reverse() }
  const portions = reversed.lines.flatMap(({ key }) => answer.portions.filter(({ line }) => line === key))
  const other = computeTax(reversed, { ...answer, request: taxRequestHash(reversed), taxes: [...answer.taxes].reverse(), portions }, policy)
  assertInvariant(figuresOf(computeTax(request, answer, policy)) === figuresOf(other), 'taxes do not depend on the order of lines')
}

function figuresOf({ taxes, lines, totals }: DocumentTax): string {
  const amounts = (key: Hash) => taxes.filter((tax) => tax.key === key).map(({ base, exact, amount }) => ({ base, exact, amount }))
  const ofLines = lines.map(({ line, portions }) => [line, portions.map(({ net, tax, gross }) => [net, tax, gross])] as const).sort(([a], [b]) => (a < b ? -1 : 1))
  return canonicalJson([taxes.map(({ key }) => [key, amounts(key)]), ofLines.map(([line, all]) => [line, all]), { ...totals }])
}

function assertSums(parts: readonly TaxedAmount[], whole: TaxedAmount, what: string): void {
  for (const figure of ['net', 'tax', 'gross'] as const) assertSame(addAll(parts.map((part) => part[figure])), whole[figure], `${what} sum in ${figure}`)
}

function assertSame(actual: Exact, expected: Exact, law: string): void {
  assertInvariant(compare(actual, expected) === 0, `${law}: ${actual} and not ${expected}`)
}
