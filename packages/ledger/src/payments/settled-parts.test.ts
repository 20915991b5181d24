import { describe, expect, it } from 'vitest'
import { applyPayment } from '../book/postings/apply-payment.js'
import { postPayment } from '../book/postings/post-payment.js'
import { settledParts } from './settled-parts.js'

const at = '2026-11-02T12:00:00.000000Z'
const eur = (amount: `${number}`) => ({ amount, currency: 'EUR' })
const document = (item: string, amount: `${number}`) => ({ to: 'document', account: 'acme', item, amount: eur(amount) }) as const
const unapplied = (amount: `${number}`) => ({ to: 'unapplied', account: 'acme', item: 'p1', amount: eur(amount) }) as const

const origin = { tenant: 'default', reference: 'p1', bookedAt: at, account: 'acme' } as const
const received = postPayment({ ...origin, key: 'bank/p1', provider: 'bank', amount: eur('50'), parts: [document('inv-1', '30')] })
const applied = (key: string, amount: `${number}`) => applyPayment({ ...origin, key, currency: 'EUR', parts: [document('inv-2', amount)] })

describe('settledParts', () => {
  it('are the documents and the rest', () => {
    expect(settledParts([received])).toEqual([document('inv-1', '30'), unapplied('20')])
    expect(settledParts([])).toEqual([])
  })

  it('follow what is applied later, wholly or in part', () => {
    expect(settledParts([received, applied('a1', '15')])).toEqual([document('inv-1', '30'), unapplied('5'), document('inv-2', '15')])
    expect(settledParts([received, applied('a1', '15'), applied('a2', '5')])).toEqual([document('inv-1', '30'), document('inv-2', '20')])
  })

  it('keep wallets of paid credit apart', () => {
    const credit = (wallet: string, amount: `${number}`) => ({ to: 'credit', account: 'acme', item: 'g1', wallet, amount: eur(amount) }) as const
    const parts = [credit('main', '10'), credit('side', '40')]
    expect(settledParts([postPayment({ ...origin, key: 'bank/p2', provider: 'bank', amount: eur('50'), parts })])).toEqual(parts)
  })
})
