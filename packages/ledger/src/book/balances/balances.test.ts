import { describe, expect, it } from 'vitest'
import { failureTextOf } from '../../test/failure-text-of.js'
import { sampleBook } from '../../testing/book-sample.js'
import { startChain } from '../chain/chain-link.js'
import { sealEntries } from '../chain/seal-entries.js'
import type { LedgerAccount } from '../ledger-account.js'
import { agingOf } from './aging-of.js'
import { balanceOf } from './balance-of.js'
import { bookAsOf } from './book-as-of.js'
import { customerBalances } from './customer-balances.js'
import { openItems } from './open-items.js'
import { statementOf } from './statement-of.js'
import { trialBalance } from './trial-balance.js'

const book = sampleBook()
const acme: LedgerAccount = { role: 'receivable', account: 'acme' }

describe('customerBalances', () => {
  it('has one row for each currency, each figure in its ordinary sense', () => {
    expect(customerBalances(book.slice(0, 1), 'acme')).toEqual([
      { currency: 'EUR', receivableMinor: '0', accruedMinor: '5000', creditMinor: '0', promotionalMinor: '0', unappliedMinor: '0', availableMinor: '-5000' },
    ])
    expect(customerBalances(book, 'acme')).toEqual([
      { currency: 'EUR', receivableMinor: '-4440', accruedMinor: '0', creditMinor: '4800', promotionalMinor: '1450', unappliedMinor: '1000', availableMinor: '10240' },
      { currency: 'USD', receivableMinor: '0', accruedMinor: '0', creditMinor: '0', promotionalMinor: '0', unappliedMinor: '0', availableMinor: '0' },
    ])
    expect(customerBalances(book, 'globex')).toEqual([])
  })
})

describe('trialBalance', () => {
  it('lists accounts in the order of the chart, with both sides', () => {
    const rows = trialBalance(book).map(({ account, currency, debitMinor, creditMinor, balanceMinor }) => [account.role, account.routing ?? account.account ?? '', currency, debitMinor, creditMinor, balanceMinor].join(' '))
    expect(rows.slice(0, 4)).toEqual(['cash stripe EUR 15000 3300 11700', 'cash stripe USD 11000 0 11000', 'receivable acme EUR 18400 22840 -4440', 'receivable initech EUR 3000 0 3000'])
    expect(rows.slice(-2)).toEqual(['fx_position  USD 0 11000 -11000', 'opening_balances  EUR 1200 3000 -1800'])
  })
})

describe('bookAsOf', () => {
  const { links } = sealEntries(startChain('default'), book)

  it('is the book at a booking time, included', () => {
    expect(bookAsOf(book, { bookedAt: '2026-11-02T01:04:00.000000Z' })).toEqual(book.slice(0, 4))
    expect(bookAsOf(book, { bookedAt: '2026-11-02T01:03:59.999999Z' })).toEqual(book.slice(0, 3))
    expect(bookAsOf(book, {})).toEqual(book)
  })

  it('is the book at a place of the chain, included, without what has no place', () => {
    expect(bookAsOf(book, { sequence: 2 }, links)).toEqual(book.slice(0, 2))
    expect(bookAsOf(book, { sequence: 99 }, links.slice(0, 5))).toEqual(book.slice(0, 5))
    expect(bookAsOf(book, { sequence: 5, bookedAt: '2026-11-02T01:02:00.000000Z' }, links)).toEqual(book.slice(0, 2))
    expect(balanceOf(bookAsOf(book, { sequence: 4 }, links), acme)).toEqual([{ currency: 'EUR', amountMinor: '14200' }])
  })
})

describe('statementOf', () => {
  const scope = { account: acme, currency: 'EUR', from: '2026-11-02T01:00:00Z', to: '2026-11-02T03:02:00Z' }

  it('has each entry with the balance after it, half-open', () => {
    const { openingMinor, lines, closingMinor } = statementOf([...book].reverse(), scope)
    expect([openingMinor, closingMinor]).toEqual(['0', '6360'])
    expect(lines.map(({ kind, item, amountMinor, balanceMinor }) => [kind, item, amountMinor, balanceMinor])).toEqual([
      ['invoice_issued', 'inv-1', '14200', '14200'],
      ['credit_note_issued', 'inv-1', '-1140', '13060'],
      ['credit_burned', 'inv-1', '-1000', '12060'],
      ['credit_restored', 'inv-1', '300', '12360'],
      ['payment_received', 'inv-1', '-6000', '6360'],
    ])
  })

  it('closes where the next one opens', () => {
    const next = statementOf(book, { ...scope, from: scope.to, to: '2026-11-03T00:00:00Z' })
    expect(next.openingMinor).toBe('6360')
    expect(next.lines[0]).toMatchObject({ kind: 'payment_applied', balanceMinor: '4360' })
    expect(balanceOf(book, acme)).toEqual([{ currency: 'EUR', amountMinor: next.closingMinor }])
  })

  it('refuses an interval that ends before it starts', () => {
    expect(failureTextOf(() => statementOf(book, { ...scope, to: scope.from }))).toBe('period.ends_before_start interval')
  })
})

describe('openItems and agingOf', () => {
  it('lists what is not settled, by item and currency', () => {
    expect(openItems(book.slice(0, 8), acme)).toEqual([{ item: 'inv-1', currency: 'EUR', amountMinor: '12060', openedAt: '2026-11-02T01:04:00.000000Z' }])
    expect(openItems(book, { role: 'unapplied_cash', account: 'acme' })).toEqual([{ item: 'pay-1', currency: 'EUR', amountMinor: '-1000', openedAt: '2026-11-02T03:01:00.000000Z' }])
  })

  const openedAt = '2026-09-01T00:00:00.000000Z'
  const item = (name: string, amountMinor: string, currency = 'EUR') => ({ item: name, currency, amountMinor, openedAt })
  const dueDates = new Map([['today', '2026-11-30'], ['day1', '2026-11-29'], ['day30', '2026-10-31'], ['day31', '2026-10-30'], ['day91', '2026-08-31'], ['credit', '2026-10-30']])

  it('puts items into buckets by days overdue: the due day is not overdue, bounds belong to their bucket', () => {
    const items = [item('today', '1'), item('day1', '10'), item('day30', '100'), item('day31', '1000'), item('day91', '10000'), item('credit', '-7'), item('nodate', '3'), item('day1', '5', 'CHF')]
    expect(agingOf({ items, dueDates, asOf: '2026-11-30' })).toEqual([
      {
        currency: 'CHF',
        notDueMinor: '0',
        overdue: [{ fromDay: 1, toDay: 30, amountMinor: '5' }, { fromDay: 31, toDay: 60, amountMinor: '0' }, { fromDay: 61, toDay: 90, amountMinor: '0' }, { fromDay: 91, amountMinor: '0' }],
        creditMinor: '0',
        totalMinor: '5',
      },
      {
        currency: 'EUR',
        notDueMinor: '4',
        overdue: [{ fromDay: 1, toDay: 30, amountMinor: '110' }, { fromDay: 31, toDay: 60, amountMinor: '1000' }, { fromDay: 61, toDay: 90, amountMinor: '0' }, { fromDay: 91, amountMinor: '10000' }],
        creditMinor: '-7',
        totalMinor: '11107',
      },
    ])
    expect(agingOf({ items: [item('day31', '8')], dueDates, asOf: '2026-11-30', bounds: [] })[0]?.overdue).toEqual([{ fromDay: 1, amountMinor: '8' }])
  })

  it.each([{ bounds: [30, 30] }, { bounds: [0] }, { bounds: [1.5] }, { bounds: Array.from({ length: 13 }, (_, index) => index + 1) }])('refuses the bounds $bounds', ({ bounds }) => {
    expect(failureTextOf(() => agingOf({ items: [], dueDates, asOf: '2026-11-30', bounds }))).toBe('ledger.aging_invalid bounds')
  })
})
