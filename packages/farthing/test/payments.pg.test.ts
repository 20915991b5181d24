import { mockPayments } from '@farthing/adapters-memory'
import { describe, expect, it } from 'vitest'
import { useTestDatabase } from '../../adapters-pg/test-server/use-test-database.js'
import { addAllMoney, createBilling, defineCatalog, flat, fixedClock, isFarthingError, plan, type Money } from '../src/index.js'
import { postgres } from '../src/postgres.js'

const database = useTestDatabase()
const catalog = defineCatalog({ meters: {}, plans: { pro: plan({ currency: 'EUR', every: 'month' }, { base: flat('50.00') }) } })
const clock = fixedClock('2026-11-02T00:00:00Z')
const eur = (amount: `${number}`): Money => ({ amount, currency: 'EUR' })
const eight = Array.from({ length: 8 }, (_, index) => index)

/** An account with an invoice of 50.00 EUR for October, on a server, with a pool of connections. */
async function billed(tenant: string) {
  const mock = mockPayments({ clock })
  const storage = postgres(database.app())
  const billing = createBilling({ catalog, storage, clock, tenant, paymentProviders: [mock.provider] })
  await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01', zone: 'UTC' })
  const invoice = await billing.invoices.issue({ key: 'i', account: 'acme', period: '2026-10' })
  const held = async (role: 'receivable' | 'unapplied_cash' | 'customer_credit') => (await billing.ledger.balance({ role, account: 'acme' }))[0]?.amountMinor ?? '0'
  const cash = async (provider: string) => (await billing.ledger.balance({ role: 'cash', routing: provider }))[0]?.amountMinor ?? '0'
  return { billing, mock, invoice, storage, held, cash, tenant }
}

/** The codes of those that were refused. */
async function refusals(calls: readonly Promise<unknown>[]): Promise<readonly string[]> {
  const outcomes = await Promise.allSettled(calls)
  return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [] : [isFarthingError(outcome.reason) ? outcome.reason.code : String(outcome.reason)]))
}

describe('payments on PostgreSQL, at the same time', () => {
  it('settle a document by what it has open, and no more', async () => {
    const { billing, held, cash, invoice, storage, tenant } = await billed('at-once')
    const refused = await refusals(eight.map((index) => billing.payments.receive({ key: `k${index}`, account: 'acme', provider: 'bank', payment: `p${index}`, amount: eur('20') })))
    expect(refused).toEqual([])
    expect([await held('receivable'), await held('unapplied_cash'), await cash('bank')]).toEqual(['0', '-11000', '16000'])
    const statuses = await storage.transaction(tenant, ({ documents }) => documents.statuses(invoice.id))
    expect(statuses.map(({ to, settled }) => `${to} ${settled}`)).toEqual(['issued 0', 'partially_paid 20', 'partially_paid 40', 'paid 50'])
  })

  it('and write-offs do not take the same cents', async () => {
    for (const round of eight) {
      const { billing, held, invoice } = await billed(`write-off-${round}`)
      await refusals([
        billing.payments.receive({ key: 'k', account: 'acme', provider: 'bank', payment: 'p', amount: eur('50') }),
        billing.ledger.writeOff({ key: 'w', document: invoice.id, reason: 'insolvency' }),
      ])
      expect(await held('receivable')).toBe('0')
    }
  })

  it('of one name are booked once, whatever the key', async () => {
    const { billing, cash } = await billed('one-name')
    const refused = await refusals(eight.map((index) => billing.payments.receive({ key: `k${index}`, account: 'acme', provider: 'bank', payment: 'p', amount: eur('20') })))
    expect(refused).toEqual(Array.from({ length: 7 }, () => 'payment.conflict'))
    expect(await cash('bank')).toBe('2000')
  })

  it('are started once, for a customer who is made once', async () => {
    const { billing, mock } = await billed('one-start')
    expect(await refusals(eight.map((index) => billing.payments.linkCustomer({ key: `c${index}`, account: 'acme', provider: 'mock' })))).toEqual([])
    expect(await billing.payments.customers({ account: 'acme', provider: 'mock' })).toMatchObject([{ customer: 'cus_1', revision: 1 }])
    const start = { key: 's', account: 'acme', provider: 'mock', returnUrl: 'https://host.example' }
    expect(await refusals(eight.map(() => billing.payments.start(start)))).toEqual([])
    expect((await billing.payments.list()).items).toMatchObject([{ providerSession: 'cs_1', customer: 'cus_1' }])
    await mock.provider.openCheckout({ idempotencyKey: 'next', tenant: 't', account: 'acme', amount: eur('1'), returnUrl: 'https://host.example', expiresAt: clock.now() })
    expect(await mock.provider.findSession('next')).toMatchObject({ session: 'cs_2' })
  })

  it('are booked once, when their webhook is delivered to eight processes', async () => {
    const { billing, mock, held, cash } = await billed('webhooks')
    await billing.payments.start({ key: 's', account: 'acme', provider: 'mock', returnUrl: 'https://host.example' })
    mock.contest(mock.pay('cs_1', eur('60')), { amount: eur('10') })
    const deliveries = mock.collect().flatMap(({ body, signature }) => eight.map(() => ({ provider: 'mock', body, signature })))
    expect(await refusals(deliveries.reverse().map((delivery) => billing.payments.webhook(delivery)))).toEqual([])
    await billing.payments.recover({ silentSince: clock.now() })
    expect((await billing.payments.unreconciled()).items).toEqual([])
    expect([await held('receivable'), await held('unapplied_cash'), await cash('mock')]).toEqual(['0', '-1000', '5000'])
  })
})

describe('credit that is sold on PostgreSQL, at the same time', () => {
  it('takes what a payment left unapplied once, and a payment that is not booked once', async () => {
    const { billing, held } = await billed('sold')
    await billing.payments.receive({ key: 'k', account: 'acme', provider: 'bank', payment: 'p', amount: eur('80') })
    const name = { account: 'acme', provider: 'bank', payment: 'p' }
    const sales = eight.map((index) => billing.credits.sell({ key: `s${index}`, ...name, amount: eur('20') }))
    expect(await refusals(sales)).toEqual(Array.from({ length: 7 }, () => 'payment.allocation_invalid'))
    expect([await held('customer_credit'), await held('unapplied_cash')]).toEqual(['-2000', '-1000'])
    expect(await refusals(eight.map(() => billing.credits.sell({ key: 'new', ...name, payment: 'q', amount: eur('7') })))).toEqual([])
    expect(await held('customer_credit')).toBe('-2700')
    expect((await billing.credits.balance({ account: 'acme' })).amounts).toMatchObject([{ paid: '27' }])
    expect((await billing.reconciliation.run()).mismatches).toEqual([])
  })
})

describe('refunds on PostgreSQL, at the same time', () => {
  it('never exceed what was paid', async () => {
    const { billing, cash } = await billed('refunds')
    await billing.payments.receive({ key: 'k', account: 'acme', provider: 'bank', payment: 'p', amount: eur('50') })
    const request = (index: number) => billing.refunds.request({ key: `r${index}`, provider: 'bank', payment: 'p', amount: eur('20'), reason: 'goodwill', policy: 'any' })
    const refused = await refusals(eight.map(request))
    expect(refused).toEqual(Array.from({ length: 6 }, () => 'refund.exceeds_paid'))
    const { items } = await billing.refunds.list({ payment: 'p' })
    expect(addAllMoney<string>(items.map(({ amount }) => amount), 'EUR')).toEqual(eur('40'))
    await Promise.all(items.map(({ id }) => billing.refunds.approve({ key: id, refund: id })))
    await Promise.all(items.map(({ id }) => billing.refunds.send({ key: id, refund: id, providerRefund: `transfer ${id}` })))
    expect((await billing.ledger.balance({ role: 'refunds', routing: 'bank' }))[0]?.amountMinor).toBe('-4000')
    expect(await cash('bank')).toBe('5000')
  })

  it('are approved by one person, of eight', async () => {
    const { billing } = await billed('one-approval')
    await billing.payments.receive({ key: 'k', account: 'acme', provider: 'bank', payment: 'p', amount: eur('50') })
    const { id } = await billing.refunds.request({ key: 'r', provider: 'bank', payment: 'p', reason: 'goodwill', policy: 'any', actor: 'person 0' })
    const refused = await refusals(eight.map((index) => billing.refunds.approve({ key: `y${index}`, refund: id, actor: `person ${index + 1}` })))
    expect(refused).toEqual(Array.from({ length: 7 }, () => 'refund.approval'))
    expect((await billing.refunds.get(id))?.steps).toHaveLength(1)
  })

  it('are sent once, by whichever of eight processes', async () => {
    const { billing, mock, cash } = await billed('one-refund')
    await billing.payments.start({ key: 's', account: 'acme', provider: 'mock', returnUrl: 'https://host.example' })
    const payment = mock.pay('cs_1')
    for (const { body, signature } of mock.collect()) await billing.payments.webhook({ provider: 'mock', body, signature })
    const { id } = await billing.refunds.request({ key: 'r', provider: 'mock', payment, amount: eur('50'), reason: 'goodwill', policy: 'any' })
    await billing.refunds.approve({ key: 'y', refund: id })
    const sends = eight.map((index) => billing.refunds.send({ key: `x${index}`, refund: id }))
    expect(await refusals([...sends, ...eight.map(() => billing.payments.recover({ silentSince: clock.now() }))])).toEqual([])
    expect((await billing.refunds.get(id))?.steps).toMatchObject([{ status: 'approved' }, { status: 'sent', providerRefund: 're_1' }])
    mock.settleRefund('re_1')
    const deliveries = mock.collect().flatMap(({ body, signature }) => eight.map(() => ({ provider: 'mock', body, signature })))
    expect(await refusals([...deliveries.map((delivery) => billing.payments.webhook(delivery)), billing.refunds.refresh(id)])).toEqual([])
    expect([await cash('mock'), (await billing.payments.trace({ provider: 'mock', payment }))?.transactions.map(({ kind }) => kind)]).toEqual(['0', ['payment_received', 'refund_sent', 'refund_settled']])
  })

  it('would exceed it without the lock of the account', async () => {
    const { billing, storage, tenant } = await billed('no-lock')
    await billing.payments.receive({ key: 'k', account: 'acme', provider: 'bank', payment: 'p', amount: eur('50') })
    const unlocked = createBilling({
      catalog, clock, tenant,
      storage: { transaction: (name, work) => storage.transaction(name, (stores) => work({ ...stores, accounts: { ...stores.accounts, lock: async () => undefined } })) },
    })
    await refusals(eight.map((index) => unlocked.refunds.request({ key: `r${index}`, provider: 'bank', payment: 'p', amount: eur('20'), reason: 'goodwill', policy: 'any' })))
    expect((await billing.refunds.list({ payment: 'p' })).items.length).toBeGreaterThan(2)
  })
})

describe('a payment on PostgreSQL that is taken back by hand', () => {
  it('is reversed once, by one of eight (C-REVERSE1)', async () => {
    const { billing, held } = await billed('reversed')
    const { id } = await billing.payments.receive({ key: 'k', account: 'acme', provider: 'bank', payment: 'p', amount: eur('50') })
    const refused = await refusals(eight.map((index) => billing.ledger.reverse({ key: `v${index}`, transaction: id })))
    expect(refused).toEqual(Array.from({ length: 7 }, () => 'ledger.reversed'))
    expect(await held('receivable')).toBe('5000')
  })

  it('is reversed or refunded, and never both', async () => {
    for (const round of eight) {
      const { billing, held } = await billed(`reversed-or-refunded-${round}`)
      const { id } = await billing.payments.receive({ key: 'k', account: 'acme', provider: 'bank', payment: 'p', amount: eur('50') })
      const [, refund] = await Promise.allSettled([
        billing.ledger.reverse({ key: 'v', transaction: id }),
        billing.refunds.request({ key: 'r', provider: 'bank', payment: 'p', reason: 'goodwill', policy: 'any' }),
      ])
      expect(await held('receivable')).toBe(refund.status === 'fulfilled' ? '0' : '5000')
    }
  })
})
