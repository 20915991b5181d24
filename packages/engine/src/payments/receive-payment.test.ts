import { describe, expect, it } from 'vitest'
import { eur, paidBilling } from '../test/paid-billing.js'
import { failureIn } from '../test/sample-billing.js'

describe('payments.receive', () => {
  const payment = { key: 'k1', account: 'acme', provider: 'bank', payment: 'p1' }

  it('settles what is open, and keeps the rest for the account', async () => {
    const { billing, invoice } = await paidBilling()
    expect(await billing.ledger.openItems('acme')).toMatchObject([{ item: invoice.id, currency: 'EUR', amountMinor: '5000' }])
    await billing.payments.receive({ ...payment, amount: eur('20') })
    expect(await billing.ledger.openItems('acme')).toMatchObject([{ item: invoice.id, amountMinor: '3000' }])
    const posted = await billing.payments.receive({ ...payment, key: 'k2', payment: 'p2', amount: eur('45'), documents: [{ item: invoice.id }], actor: 'ops', correlation: 'req-2' })
    expect(posted).toMatchObject({ kind: 'payment_received', reference: 'p2', actor: 'ops', correlation: 'req-2', bookedAt: '2026-11-02T00:00:00.000000Z' })
    expect(await billing.ledger.openItems('acme')).toEqual([])
    expect(await billing.ledger.balances('acme')).toEqual([
      { currency: 'EUR', receivableMinor: '0', accruedMinor: '0', creditMinor: '0', promotionalMinor: '0', unappliedMinor: '1500', availableMinor: '1500' },
    ])
    expect(await billing.ledger.balance({ role: 'cash', routing: 'bank' })).toEqual([{ currency: 'EUR', amountMinor: '6500' }])
  })

  it('is received once (L-IDEM): the same command again, and the same payment under another key', async () => {
    const { billing } = await paidBilling()
    const input = { ...payment, amount: eur('20') }
    const first = await billing.payments.receive(input)
    expect(await billing.payments.receive(input)).toEqual(first)
    expect(await failureIn(() => billing.payments.receive({ ...input, amount: eur('21') }))).toMatchObject({ code: 'command.conflict' })
    expect(await failureIn(() => billing.payments.receive({ ...input, key: 'k2' }))).toMatchObject({ code: 'payment.conflict' })
    expect(await billing.ledger.balance({ role: 'cash', routing: 'bank' })).toEqual([{ currency: 'EUR', amountMinor: '2000' }])
  })

  it.each([
    ['an unknown account', { account: 'nobody' }, 'account.unknown'],
    ['nothing', { amount: eur('0') }, 'payment.invalid'],
    ['a currency that is none', { amount: { amount: '1', currency: 'ZZZ' } }, 'money.currency_unknown'],
    ['a document that is not open', { documents: [{ item: 'x' }] }, 'payment.allocation_invalid'],
    ['a payment without a name', { payment: '' }, 'text.empty'],
  ] as const)('refuses %s, and books nothing', async (_, about, code) => {
    const { billing } = await paidBilling()
    expect(await failureIn(() => billing.payments.receive({ ...payment, amount: eur('20'), ...about }))).toMatchObject({ code })
    expect((await billing.ledger.list()).items).toHaveLength(1)
  })
})
