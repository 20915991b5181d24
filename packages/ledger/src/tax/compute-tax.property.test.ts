import * as fc from 'fast-check'
import { compare, currencies, minorUnitsOf, negate, type Exact } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { arbitraryTaxCase } from '../testing/arbitrary-tax.js'
import { assertTaxAddsUp, assertTaxKeepsPrices, assertTaxOrderFree, assertTaxRoundedOnce, type TaxCase } from '../testing/tax-laws.js'
import { computeTax } from './compute-tax.js'
import type { DocumentTax } from './document-tax.js'
import { taxRequestHash } from './tax-key.js'

const runs = { numRuns: 1000 }

describe('computeTax, in every currency and under every policy', () => {
  it('adds up, keeps prices, rounds once, and equals an auditor over integers that shares no code with it (R-ROUNDONCE, R-ALLOC)', () => {
    fc.assert(
      fc.property(arbitraryTaxCase(), ({ request, answer, policy }) => {
        const tax = computeTax(request, answer, policy)
        assertTaxAddsUp(tax)
        assertTaxKeepsPrices(request, tax)
        assertTaxRoundedOnce(policy, tax)
        expectAudited({ request, answer, policy }, tax)
      }),
      runs,
    )
  })

  it('does not depend on the order of lines and taxes (V-DETERMINISM)', () => {
    fc.assert(
      fc.property(arbitraryTaxCase(), (taxCase) => {
        assertTaxOrderFree(taxCase)
      }),
      runs,
    )
  })

  it('holds in each currency that has minor units', () => {
    const codes = new Set(currencies.filter(({ minorUnits }) => minorUnits !== null).map(({ code }) => code))
    for (const code of codes) {
      const [taxCase] = fc.sample(arbitraryTaxCase({ currency: code }), { numRuns: 1, seed: 7 })
      const tax = computeTax(taxCase!.request, taxCase!.answer, taxCase!.policy)
      assertTaxAddsUp(tax)
      assertTaxRoundedOnce(taxCase!.policy, tax)
    }
    expect(codes.size).toBeGreaterThan(150)
  })

  it('mirrors: a document of credits has the taxes of its charges, negated', () => {
    fc.assert(
      fc.property(arbitraryTaxCase({ sign: 'positive' }), (taxCase) => {
        const tax = computeTax(taxCase.request, taxCase.answer, taxCase.policy)
        const credited = mirrored(taxCase)
        const credit = computeTax(credited.request, credited.answer, taxCase.policy)
        // A line that was split into a charge and a credit can leave an exact tax of zero, which has no sign to mirror.
        if (taxCase.answer.portions.some(({ amount }) => compare(amount, '0') < 0)) return
        expect(credit.taxes.map(({ amount }) => amount)).toEqual(tax.taxes.map(({ amount }) => negate(amount)))
        expect(credit.lines.map((line) => line.tax)).toEqual(tax.lines.map((line) => negate(line.tax)))
      }),
      runs,
    )
  })
})

function mirrored({ request, answer, policy }: TaxCase): TaxCase {
  const negated = { ...request, lines: request.lines.map((line) => ({ ...line, amount: negate(line.amount) })) }
  const portions = answer.portions.map((portion) => ({ ...portion, amount: negate(portion.amount) }))
  return { request: negated, answer: { ...answer, request: taxRequestHash(negated), portions }, policy }
}

/** Each exact tax is the auditor's, and each share is less than a minor unit from it. */
function expectAudited({ request, answer, policy }: TaxCase, tax: DocumentTax): void {
  const audited = audit({ request, answer, policy })
  for (const { key, exact } of tax.taxes) expect(same(fraction(exact), audited.byKey.get(key) ?? zero)).toBe(true)
  const unit: Fraction = [1n, 10n ** BigInt(minorUnitsOf(request.currency))]
  const shares = tax.lines.flatMap(({ line, portions }) =>
    portions.flatMap(({ taxes }, place) => taxes.map(({ key, amount }) => ({ cell: `${line}/${place}/${key}`, amount }))),
  )
  for (const { cell, amount } of shares) expect(isWithin(fraction(amount), audited.byCell.get(cell) ?? zero, unit)).toBe(true)
  expect(shares).toHaveLength(audited.byCell.size)
}

type Fraction = readonly [over: bigint, under: bigint]
const zero: Fraction = [0n, 1n]
const one: Fraction = [1n, 1n]

/** The exact taxes by the definition: each rate on what it applies to, one portion after the other. */
function audit({ request, answer }: TaxCase): { readonly byKey: Map<string, Fraction>; readonly byCell: Map<string, Fraction> } {
  const byKey = new Map<string, Fraction>()
  const byCell = new Map<string, Fraction>()
  const places = new Map<string, number>()
  for (const { line, amount, taxes } of answer.portions) {
    const place = places.get(line) ?? 0
    places.set(line, place + 1)
    let stack: Fraction = zero
    const ofOne = taxes.map((key) => {
      const { percent, compound } = answer.taxes.find((tax) => tax.key === key)!
      const [over, under] = fraction(percent)
      const rate: Fraction = [over, under * 100n]
      const share = compound ? times(rate, plus(one, stack)) : rate
      stack = plus(stack, share)
      return { key, share }
    })
    const [over, under] = plus(one, stack)
    for (const { key, share } of ofOne) {
      const net = request.prices === 'exclusive' ? share : times(share, [under, over])
      const taxed = times(fraction(amount), net)
      byKey.set(key, plus(byKey.get(key) ?? zero, taxed))
      byCell.set(`${line}/${place}/${key}`, taxed)
    }
  }
  return { byKey, byCell }
}

function fraction(value: Exact): Fraction {
  const [numerator = '', denominator] = value.split('/')
  if (denominator !== undefined) return [BigInt(numerator), BigInt(denominator)]
  const [whole = '', digits = ''] = numerator.split('.')
  return [BigInt(whole + digits), 10n ** BigInt(digits.length)]
}

function plus([a, b]: Fraction, [c, d]: Fraction): Fraction {
  return [a * d + c * b, b * d]
}

function times([a, b]: Fraction, [c, d]: Fraction): Fraction {
  return [a * c, b * d]
}

function same([a, b]: Fraction, [c, d]: Fraction): boolean {
  return a * d === c * b
}

/** Less than one unit apart. */
function isWithin(amount: Fraction, exact: Fraction, [unit, under]: Fraction): boolean {
  const [over, base] = plus(amount, [-exact[0], exact[1]])
  return (over < 0n ? -over : over) * under < unit * base
}
