import * as fc from 'fast-check'
import { addAllMoney, addMoney, compareMoney, type Money } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { failureTextOf } from '../test/failure-text-of.js'
import { sampleBook } from '../testing/book-sample.js'
import { openItems } from '../book/balances/open-items.js'
import { allocatePayment, openDocuments, type NamedAllocation, type OpenDocument } from './allocate-payment.js'
import { takeBackParts } from './take-back-parts.js'

const currency: string = 'EUR'
const eur = (amount: `${number}`): Money => ({ amount, currency })
const document = (item: string, open: `${number}`, day: number): OpenDocument => ({ item, account: 'acme', open: eur(open), openedAt: `2026-10-${String(day).padStart(2, '0')}T00:00:00.000000Z` })
const documents = [document('march', '30', 3), document('february', '20', 2), document('april', '40', 4), { ...document('dollars', '99', 1), open: { amount: '99', currency: 'USD' } as const }, document('paid', '0', 1)]

const shown = (amount: `${number}`, named?: readonly NamedAllocation[], rest?: 'oldest_first' | 'none') => {
  const { parts, unapplied } = allocatePayment({ amount: eur(amount), documents, ...(named !== undefined && { named }), ...(rest !== undefined && { rest }) })
  return [...parts.map((part) => `${part.item} ${part.amount.amount}`), unapplied.amount]
}

describe('allocatePayment', () => {
  it.each<readonly [string, () => readonly string[], readonly string[]]>([
    ['the oldest first', () => shown('35'), ['february 20', 'march 15', '0']],
    ['an exact payment', () => shown('50'), ['february 20', 'march 30', '0']],
    ['an underpayment', () => shown('0.01'), ['february 0.01', '0']],
    ['an overpayment', () => shown('100'), ['february 20', 'march 30', 'april 40', '10']],
    ['a named document, and nothing else', () => shown('50', [{ item: 'april' }]), ['april 40', '10']],
    ['a part of a named document', () => shown('50', [{ item: 'april', amount: eur('5') }]), ['april 5', '45']],
    ['named ones in their order, then the oldest', () => shown('70', [{ item: 'april' }, { item: 'february', amount: eur('1') }], 'oldest_first'), ['april 40', 'february 1', 'march 29', '0']],
    ['nothing at all', () => shown('50', [], 'none'), ['50']],
  ])('settles %s', (_, call, expected) => {
    expect(call()).toEqual(expected)
  })

  it.each<readonly [string, () => unknown, string]>([
    ['nothing', () => shown('0'), 'payment.allocation_invalid amount'],
    ['a fraction of a cent', () => shown('0.005'), 'money.not_minor_units amount'],
    ['an unknown document', () => shown('5', [{ item: 'may' }]), 'payment.allocation_invalid named[0].item'],
    ['a settled document', () => shown('5', [{ item: 'paid' }]), 'payment.allocation_invalid named[0].item'],
    ['a document in another currency', () => shown('5', [{ item: 'dollars' }]), 'payment.allocation_invalid named[0].item'],
    ['more than is open', () => shown('50', [{ item: 'april', amount: eur('40.01') }]), 'payment.allocation_invalid named[0].amount'],
    ['less than nothing', () => shown('50', [{ item: 'april', amount: eur('-1') }]), 'payment.allocation_invalid named[0].amount'],
    ['a document twice', () => shown('50', [{ item: 'april', amount: eur('1') }, { item: 'april', amount: eur('1') }]), 'payment.allocation_invalid named'],
  ])('refuses %s', (_, call, code) => {
    expect(failureTextOf(call)).toBe(code)
  })

  it('reads open items of the book', () => {
    const items = openItems(sampleBook().slice(0, 6), { role: 'receivable', account: 'acme' })
    const [item] = items
    if (item === undefined) throw new Error('the invoice is open')
    const open = { item: 'inv-1', account: 'acme', open: eur('130.6'), openedAt: '2026-11-02T01:04:00.000000Z' }
    const { currency: code, amountMinor, openedAt } = item
    expect(openDocuments('acme', [...items, { currency: code, amountMinor, openedAt }, { ...item, item: 'credit', amountMinor: '-1' }])).toEqual([open])
  })

  it('sums to the payment, and gives the same back', () => {
    const amounts = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(amounts, fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 1, max: 20_000 }), (open, paid, back) => {
        const amount = eur(`${paid}`)
        const { parts, unapplied } = allocatePayment({ amount, documents: open.map((units, index) => document(`d${index}`, `${units}`, index + 1)) })
        expect(addMoney(addAllMoney(parts.map((part) => part.amount), currency), unapplied)).toEqual(amount)
        for (const part of parts) expect(compareMoney(part.amount, eur(`${open[Number(part.item.slice(1))] ?? 0}`))).toBeLessThanOrEqual(0)
        const whole = unapplied.amount === '0' ? parts : [...parts, { to: 'unapplied', account: 'acme', item: 'p', amount: unapplied } as const]
        const first = eur(`${Math.min(back, paid)}`)
        const taken = takeBackParts({ parts: whole, amount: first })
        expect(addAllMoney(taken.map((part) => part.amount), currency)).toEqual(first)
        if (back >= paid) return
        const rest = takeBackParts({ parts: whole, taken, amount: eur(`${paid - back}`) })
        expect(addMoney(addAllMoney(rest.map((part) => part.amount), currency), first)).toEqual(amount)
        expect(failureTextOf(() => takeBackParts({ parts: whole, taken: [...taken, ...rest], amount: eur('1') }))).toBe('payment.allocation_invalid amount')
      }),
      { numRuns: 1000 },
    )
  })
})

describe('takeBackParts', () => {
  it('takes what settles nothing first, then the last part', () => {
    const parts = [
      { to: 'unapplied', account: 'acme', item: 'p', amount: eur('3') },
      { to: 'document', account: 'acme', item: 'a', amount: eur('10') },
      { to: 'document', account: 'acme', item: 'b', amount: eur('20') },
    ] as const
    const shownParts = (amount: `${number}`) => takeBackParts({ parts, amount: eur(amount) }).map((part) => `${part.item} ${part.amount.amount}`)
    expect(shownParts('2')).toEqual(['p 2'])
    expect(shownParts('25')).toEqual(['p 3', 'b 20', 'a 2'])
  })
})
