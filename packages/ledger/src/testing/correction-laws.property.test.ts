import * as fc from 'fast-check'
import { add, addAll, allocate, compare, minorUnitsOf, negate, signOf, type Decimal } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { amountsOf, taxesOf, totalsOf } from '../corrections/billed-figures.js'
import { correctionState } from '../corrections/correction-state.js'
import type { ConcededLine, Correction } from '../corrections/correction.js'
import { creditInvoice } from '../corrections/credit-invoice.js'
import { figuresOf } from '../corrections/figures-of.js'
import type { IssuedInvoice } from '../invoices/invoice.js'
import { assembleInvoice } from '../invoices/assemble-invoice.js'
import { issueInvoice } from '../invoices/issue-invoice.js'
import { lawRuns } from '../test/law-runs.js'
import { arbitraryInvoiceWithTerms } from './arbitrary-terms.js'
import { openAccount, takeStep } from './corrected-history.js'
import { assertConverged, assertWithinCaps } from './correction-laws.js'
import { scratchInvoices } from './corrected-account.js'

const at = '2026-12-01T00:00:00.000000Z'
const request = { causes: [{ kind: 'credit', reference: 'ticket/1', text: 'Agreed', actor: 'ann', at }], actor: 'ann', at } as const

describe('corrections over a history', () => {
  it('from A to B and back to A come to what was issued', () => {
    const first = { usage: [{ tokens: 1_000, calls: 12, minutes: 70 }, { tokens: 400, calls: 3, minutes: 130 }], version: 0, taxPercent: 19 }
    const moved = takeStep(openAccount(first), { kind: 'usage', month: 0, meter: 'minutes', units: 100 }, first)
    expect(moved.corrections.map(({ length }) => length)).toEqual([0, 1])
    const back = takeStep(moved, { kind: 'usage', month: 0, meter: 'minutes', units: 70 }, first)
    for (const [index, { invoice }] of back.issued.entries()) {
      const { billed } = correctionState(invoice, back.corrections[index] ?? [])
      expect(totalsOf(billed)).toEqual(totalsOf(figuresOf(invoice)))
    }
  })

  it('are found out where a correction is left out', () => {
    const first = { usage: [{ tokens: 1_000, calls: 12, minutes: 70 }], version: 0, taxPercent: 19 }
    const account = takeStep(openAccount(first), { kind: 'usage', month: 0, meter: 'tokens', units: 1_001 }, first)
    const { invoice } = account.issued[0]!
    const [truth] = scratchInvoices(account.truth, account.issued)
    expect(() => {
      assertConverged({ invoice, corrections: account.corrections[0] ?? [] }, truth!.target)
    }).not.toThrow()
    expect(() => {
      assertConverged({ invoice, corrections: [] }, truth!.target)
    }).toThrow('V-CONVERGE')
  })
})

describe('everything credited by hand', () => {
  it('sums to the invoice in any split and order, tax by tax (C-PATH, C-CAP)', () => {
    fc.assert(
      fc.property(arbitraryInvoiceWithTerms(), fc.array(fc.nat({ max: 99 }), { minLength: 1, maxLength: 2 }), fc.array(fc.nat({ max: 3 }), { maxLength: 20 }), (input, cuts, order) => {
        const invoice = issueInvoice(assembleInvoice(input), { number: '1', series: 'S', issuedAt: input.to, ratings: [] })
        fc.pre(figuresOf(invoice).lines.every(({ amount }) => signOf(amount) >= 0))
        const corrections = creditAll(invoice, cuts, order)
        assertWithinCaps({ invoice, corrections })
        const { billed } = correctionState(invoice, corrections)
        expect(billed.lines.map((line) => [line.amount, amountsOf(line, billed.prices)])).toEqual(billed.lines.map(() => ['0', { net: '0', tax: '0', gross: '0' }]))
        expect(taxesOf(billed).map(({ base, amount }) => [base, amount])).toEqual(taxesOf(billed).map(() => ['0', '0']))
        const credited = addAll(corrections.map(({ totals }) => totals.gross))
        expect(compare(negate(credited), invoice.totals.gross)).toBe(0)
      }),
      { numRuns: lawRuns },
    )
  })
})

/** Each line in parts by weights, each part on one of up to four credit notes. */
function creditAll(invoice: IssuedInvoice, cuts: readonly number[], order: readonly number[]): readonly Correction[] {
  const parts = figuresOf(invoice).lines.flatMap(({ line, amount }) => partsOf(amount, cuts, invoice.currency).map((part) => ({ line, amount: part })))
  const notes = [0, 1, 2, 3].map((note) => sumByLine(parts.filter((_, index) => (order[index] ?? index % 4) === note)))
  return notes.filter((lines) => lines.length > 0).reduce<readonly Correction[]>((corrections, lines) => {
    const credit = creditInvoice({ ...request, invoice, corrections, lines })
    return credit === undefined ? corrections : [...corrections, credit]
  }, [])
}

function sumByLine(parts: readonly ConcededLine[]): readonly ConcededLine[] {
  const sums = new Map<string, Decimal>()
  for (const { line, amount } of parts) sums.set(line, add(sums.get(line) ?? '0', amount))
  return [...sums].map(([line, amount]) => ({ line, amount }))
}

function partsOf(total: Decimal, cuts: readonly number[], currency: string): readonly Decimal[] {
  const shares = cuts.map((weight, index) => ({ key: String(index), weight: `${weight + 1}` as const }))
  return allocate({ total, shares, exponent: minorUnitsOf(currency) }).map(({ amount }) => amount).filter((amount) => signOf(amount) > 0)
}
