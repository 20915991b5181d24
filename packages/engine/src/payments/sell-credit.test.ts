import { describe, expect, it } from 'vitest'
import { bookOfPayments, eur, paidBilling } from '../test/paid-billing.js'
import { failureIn } from '../test/sample-billing.js'

const sale = { key: 'top-up', account: 'acme', provider: 'bank', payment: 'p1', amount: eur('75') } as const

const creditOf = async ({ billing }: Pick<Awaited<ReturnType<typeof paidBilling>>, 'billing'>) => ({
  grants: (await billing.credits.balance({ account: 'acme' })).amounts.find(({ currency }) => currency === 'EUR')?.paid,
  book: (await billing.ledger.balances('acme')).find(({ currency }) => currency === 'EUR')?.creditMinor,
})

describe('credits.sell', () => {
  it('is a grant and its money, once: what the account has and what the book says are the same', async () => {
    const all = await paidBilling()
    const { billing } = all
    expect(await billing.credits.sell(sale)).toMatchObject({ id: 'top-up', kind: 'paid', amount: '75', currency: 'EUR', priority: 100, effectiveAt: '2026-11-02T00:00:00.000000Z' })
    expect(await billing.credits.sell(sale)).toMatchObject({ id: 'top-up' })
    expect(await bookOfPayments(billing)).toEqual({ 'cash bank': '7500', receivable: '5000', customer_credit: '-7500' })
    expect(await creditOf(all)).toEqual({ grants: '75', book: '7500' })
    expect(await billing.payments.trace({ provider: 'bank', payment: 'p1' })).toMatchObject({ settled: [{ to: 'credit', item: 'top-up', amount: eur('75') }], refundable: eur('0') })
    expect((await billing.reconciliation.run()).mismatches).toEqual([])
    expect(await failureIn(() => billing.payments.receive({ key: 'again', account: 'acme', provider: 'bank', payment: 'p1', amount: eur('75') }))).toMatchObject({ code: 'payment.conflict' })
  })

  it('uses what a payment that is booked has left unapplied, and no more', async () => {
    const all = await paidBilling()
    const { billing } = all
    await billing.payments.receive({ key: 'k', account: 'acme', provider: 'bank', payment: 'p1', amount: eur('80') })
    expect(await failureIn(() => billing.credits.sell({ ...sale, amount: eur('30.01') }))).toMatchObject({ code: 'payment.allocation_invalid', facts: { unapplied: '30' } })
    await billing.credits.sell({ ...sale, amount: eur('30') })
    expect(await bookOfPayments(billing)).toEqual({ 'cash bank': '8000', customer_credit: '-3000' })
    expect(await creditOf(all)).toEqual({ grants: '30', book: '3000' })
    expect(await failureIn(() => billing.credits.sell({ ...sale, key: 'k2', amount: eur('0.01') }))).toMatchObject({ code: 'payment.allocation_invalid', facts: { unapplied: '0' } })
    expect((await billing.reconciliation.run()).mismatches).toEqual([])
  })

  it('settles the next invoice, and what a void leaves is unapplied and can be refunded', async () => {
    const all = await paidBilling({ now: '2026-11-02T00:00:00Z' })
    const { billing, again } = all
    await billing.credits.sell(sale)
    const later = again({ at: '2026-12-02T00:00:00Z' })
    await later.invoices.issue({ key: 'november', account: 'acme', period: '2026-11' })
    expect(await creditOf({ billing: later })).toEqual({ grants: '26', book: '2600' })
    expect(await failureIn(() => later.refunds.request({ key: 'r', provider: 'bank', payment: 'p1', amount: eur('1'), reason: 'x', policy: 'y' }))).toMatchObject({ code: 'refund.exceeds_paid', facts: { left: '0' } })
    await later.credits.void({ key: 'v', grant: 'top-up' })
    expect(await creditOf({ billing: later })).toEqual({ grants: '0', book: '0' })
    expect(await bookOfPayments(later)).toEqual({ 'cash bank': '7500', receivable: '5000', unapplied_cash: '-2600' })
    expect(await later.payments.trace({ provider: 'bank', payment: 'p1' })).toMatchObject({ refundable: eur('26'), settled: [{ to: 'credit', amount: eur('49') }, { to: 'unapplied', amount: eur('26') }] })
    expect(await later.refunds.request({ key: 'r', provider: 'bank', payment: 'p1', reason: 'x', policy: 'y' })).toMatchObject({ amount: eur('26'), parts: [{ to: 'unapplied', amount: eur('26') }] })
    expect((await later.reconciliation.run()).mismatches).toEqual([])
  })

  it('is contested: the account owes what the provider takes, and keeps its credit until that is void', async () => {
    const all = await paidBilling()
    const { billing } = all
    await billing.credits.sell({ ...sale, provider: 'mock' })
    const event = { about: 'dispute', provider: 'mock', dispute: 'dp', payment: 'p1', amount: eur('75'), openedAt: '2026-11-02T00:00:00.000000Z', taken: 'charged_back' } as const
    await billing.payments.report({ ...event, id: 'e1', kind: 'lost', at: '2026-11-02T00:00:00.000000Z' })
    expect(await bookOfPayments(billing)).toEqual({ receivable: '5000', unapplied_cash: '7500', customer_credit: '-7500' })
    await billing.credits.void({ key: 'v', grant: 'top-up' })
    expect(await bookOfPayments(billing)).toEqual({ receivable: '5000' })
    expect((await billing.reconciliation.run()).mismatches).toEqual([])
  })

  it('is revenue when it expires; what was given takes its allowance back', async () => {
    const { billing, again } = await paidBilling()
    const expiresAt = '2026-11-10T00:00:00Z'
    await billing.credits.sell({ ...sale, expiresAt })
    await billing.credits.grant({ key: 'g', account: 'acme', kind: 'paid', currency: 'EUR', amount: '4', expiresAt })
    const later = again({ at: '2026-12-02T00:00:00Z' })
    await later.credits.expire({ key: 'e' })
    expect(await creditOf({ billing: later })).toEqual({ grants: '0', book: '0' })
    expect(await later.ledger.balance({ role: 'revenue', routing: 'breakage' })).toEqual([{ currency: 'EUR', amountMinor: '-7500' }])
    expect(await later.ledger.balance({ role: 'allowances', routing: 'credit' })).toEqual([{ currency: 'EUR', amountMinor: '0' }])
    expect((await later.reconciliation.run()).mismatches).toEqual([])
  })

  it('is not reversed by hand', async () => {
    const { billing } = await paidBilling()
    await billing.credits.sell(sale)
    const trace = await billing.payments.trace({ provider: 'bank', payment: 'p1' })
    expect(await failureIn(() => billing.ledger.reverse({ key: 'x', transaction: trace?.transactions[0]?.id ?? '' }))).toMatchObject({ code: 'payment.in_use', facts: { grant: 'top-up' } })
  })

  it.each<readonly [string, object, string]>([
    ['an unknown account', { account: 'nobody' }, 'account.unknown'],
    ['nothing', { amount: eur('0') }, 'credit.grant_invalid'],
    ['an id that is taken', { id: 'taken' }, 'credit.grant_invalid'],
    ['a start in the future', { effectiveAt: '2026-11-03T00:00:00Z' }, 'command.invalid'],
    ['what only given credit has', { recurrence: { every: 'month' } }, 'credit.grant_invalid'],
    ['a provider with a slash', { provider: 'a/b' }, 'payment.invalid'],
  ])('refuses %s, and books nothing', async (_, about, code) => {
    const { billing } = await paidBilling()
    await billing.credits.grant({ key: 'taken', account: 'acme', kind: 'promotional', currency: 'EUR', amount: '1' })
    const before = (await billing.ledger.list()).items.length
    expect(await failureIn(() => billing.credits.sell({ ...sale, ...about }))).toMatchObject({ code })
    expect((await billing.ledger.list()).items).toHaveLength(before)
    expect((await billing.credits.list({ account: 'acme' })).items).toHaveLength(1)
  })
})

describe('paid credit that an operator gives', () => {
  it('stands in the book against an allowance, until it is used, lapses or is void', async () => {
    const all = await paidBilling()
    const { billing } = all
    await billing.credits.grant({ key: 'g', account: 'acme', kind: 'paid', currency: 'EUR', amount: '75' })
    expect(await creditOf(all)).toEqual({ grants: '75', book: '7500' })
    expect(await billing.ledger.balance({ role: 'allowances', routing: 'credit' })).toEqual([{ currency: 'EUR', amountMinor: '7500' }])
    expect((await billing.reconciliation.run()).mismatches).toEqual([])
    await billing.credits.void({ key: 'v', grant: 'g' })
    expect(await creditOf(all)).toEqual({ grants: '0', book: '0' })
    expect(await billing.ledger.balance({ role: 'allowances', routing: 'credit' })).toEqual([{ currency: 'EUR', amountMinor: '0' }])
    expect((await billing.reconciliation.run()).mismatches).toEqual([])
  })
})
