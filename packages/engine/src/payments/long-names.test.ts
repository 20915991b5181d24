import { describe, expect, it } from 'vitest'
import { bookOfPayments, eur, paidBilling } from '../test/paid-billing.js'

/** Every name has up to 256 characters, and keys of the book that are made of several have no more. */
const long = (first: string) => first.padEnd(256, 'x')

describe('names that fill their room', () => {
  it.each([
    ['of a payment', 'bank', long('p')],
    ['of a payment that leaves no room for what follows', 'bank', long('p').slice(0, 200)],
    ['of a provider', long('bank-'), 'p'],
    ['of both', long('bank-'), long('p')],
  ])('%s: it is received once, applied, and buys credit that comes back', async (_, provider, payment) => {
    const { billing, invoice } = await paidBilling()
    const name = { provider, payment }
    const received = await billing.payments.receive({ key: long('receive'), account: 'acme', ...name, amount: eur('120'), documents: [{ item: invoice.id, amount: eur('20') }] })
    expect(received.key.length).toBeLessThanOrEqual(256)
    await billing.payments.apply({ key: long('apply'), ...name, documents: [{ item: invoice.id, amount: eur('10') }] })
    await billing.payments.apply({ key: long('apply').slice(0, 255), ...name })
    await billing.credits.sell({ key: long('sell'), id: 'top-up', account: 'acme', ...name, amount: eur('30') })
    await billing.credits.void({ key: 'void', grant: 'top-up' })
    expect(await billing.payments.trace(name)).toMatchObject({ settled: [{ amount: eur('50') }, { to: 'unapplied', amount: eur('70') }] })
    expect(await bookOfPayments(billing)).toMatchObject({ unapplied_cash: '-7000' })
    expect((await billing.reconciliation.run()).mismatches).toEqual([])
  })

  it('of a hold, which is charged under its own', async () => {
    const { billing } = await paidBilling()
    await billing.payments.receive({ key: 'p', account: 'acme', provider: 'bank', payment: 'p', amount: eur('100'), documents: [] })
    await billing.holds.place({ key: long('hold'), account: 'acme', amount: eur('5'), expiresAt: '2026-11-03T00:00:00Z' })
    expect(await billing.holds.post({ key: long('post'), hold: long('hold'), reason: 'image' })).toMatchObject({ status: 'posted' })
  })
})
