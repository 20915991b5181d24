import { describe, expect, it } from 'vitest'
import { bookOfPayments, eur, paidBilling } from '../test/paid-billing.js'

const returnUrl = 'https://host.example/paid'
const start = { key: 's1', account: 'acme', provider: 'mock', returnUrl } as const

describe('payments.start', () => {
  it('sends the payer to the provider, and what is paid settles what is owed', async () => {
    const { billing, mock, invoice, collect } = await paidBilling()
    const { session, status } = await billing.payments.start({ ...start, documents: [invoice.id] })
    expect(session).toMatchObject({ provider: 'mock', purpose: 'checkout', amount: eur('50'), providerSession: 'cs_1', url: 'https://mock.example/pay/cs_1', returnUrl })
    expect(status).toBe('initiated')
    mock.pay('cs_1')
    expect(await collect()).toEqual(['applied'])
    expect(await billing.payments.get(session.id)).toMatchObject({ status: 'settled', paid: eur('50'), settlements: [{ payment: 'pay_1' }] })
    expect(await bookOfPayments(billing)).toEqual({ 'cash mock': '5000' })
    expect(await billing.ledger.openItems('acme')).toEqual([])
    expect((await billing.payments.list({ status: 'settled' })).items).toHaveLength(1)
    expect((await billing.payments.list({ status: 'initiated' })).items).toEqual([])
  })
})
