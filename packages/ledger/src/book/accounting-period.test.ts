import { describe, expect, it } from 'vitest'
import { failureTextOf } from '../test/failure-text-of.js'
import { checkOpenDay, closeBooks, isClosed, openDayFrom } from './accounting-period.js'
import { ledgerTransaction } from './ledger-transaction.js'
import { reverseTransaction } from './reverse-transaction.js'

const closed = closeBooks({}, '2026-10-31')

describe('closed books', () => {
  it('are closed through their last day, included', () => {
    expect([isClosed(closed, '2026-10-31'), isClosed(closed, '2026-11-01'), isClosed({}, '0001-01-01')]).toEqual([true, false, false])
    expect(failureTextOf(() => { checkOpenDay(closed, '2026-10-31') })).toBe('ledger.period_closed accountingDate')
    expect(failureTextOf(() => { checkOpenDay(closed, '2026-11-01') })).toBeUndefined()
  })

  it('only ever close further', () => {
    expect(closeBooks(closed, '2026-09-30')).toBe(closed)
    expect(closeBooks(closed, '2026-11-30')).toEqual({ closedThrough: '2026-11-30' })
    expect(failureTextOf(() => closeBooks(closed, '2026-11-31'))).toBe('time.impossible through')
  })

  it('let a day stand that is open, and else give the first open one', () => {
    expect(['2026-12-24', '2026-10-31', '2026-01-01'].map((day) => openDayFrom(closed, day))).toEqual(['2026-12-24', '2026-11-01', '2026-11-01'])
  })
})

describe('reverseTransaction', () => {
  const recorded = ledgerTransaction({
    tenant: 'default',
    kind: 'adjustment',
    key: 'adj-1',
    reference: 'adj-1',
    bookedAt: '2026-10-14T09:00:00Z',
    entries: [
      { account: { role: 'receivable', account: 'acme' }, currency: 'EUR', amountMinor: '700', item: 'adj-1' },
      { account: { role: 'revenue' }, currency: 'EUR', amountMinor: '-700' },
    ],
  })
  const bookedAt = '2026-11-02T09:00:00Z'

  it('mirrors what was recorded, and names its origin (C-ASRECORDED)', () => {
    const reversal = reverseTransaction({ recorded, bookedAt, actor: 'ops' })
    expect(reversal).toMatchObject({ kind: 'reversed', corrects: recorded.id, reference: 'adj-1', accountingDate: '2026-10-14', actor: 'ops', cause: 'reverses adjustment of 2026-10-14' })
    expect(reversal.entries).toEqual([
      { account: { role: 'receivable', account: 'acme' }, currency: 'EUR', amountMinor: '-700', item: 'adj-1' },
      { account: { role: 'revenue' }, currency: 'EUR', amountMinor: '700' },
    ])
  })

  it('goes to the first open day where that of the original is closed (C-CLOSED)', () => {
    expect(reverseTransaction({ recorded, bookedAt }, { periods: closed }).accountingDate).toBe('2026-11-01')
  })

  it('is one transaction, whoever asks and whenever (C-REVERSE1)', () => {
    const [first, second] = [reverseTransaction({ recorded, bookedAt }), reverseTransaction({ recorded, bookedAt: '2026-12-01T00:00:00Z', actor: 'ops', cause: 'again' })]
    expect(second.id).toBe(first.id)
    expect(second).not.toEqual(first)
  })
})
