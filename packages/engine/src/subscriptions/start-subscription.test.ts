import { memory } from '@farthing/adapters-memory'
import { describe, expect, it } from 'vitest'
import { apiAccount, invoicedBilling } from '../test/invoiced-billing.js'
import { acmeBilling, failureIn, sampleBilling } from '../test/sample-billing.js'

const acme = { key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01', zone: 'Europe/Berlin' } as const

describe('subscriptions.start', () => {
  it('creates the account with the currency of the plan and the zone given', async () => {
    const billing = sampleBilling()
    const subscription = await billing.subscriptions.start(acme)
    expect(subscription).toMatchObject({ id: 'acme', account: 'acme', plan: 'pro', zone: 'Europe/Berlin', anchor: '2026-10-01', from: '2026-09-30T22:00:00.000000Z' })
    expect(subscription).not.toHaveProperty('to')
    expect(await billing.accounts.get('acme')).toEqual({ id: 'acme', kind: 'customer', currency: 'EUR', zone: 'Europe/Berlin' })
    expect((await billing.subscriptions.list({ account: 'acme' })).items).toEqual([subscription])
  })

  it('takes the zone of an account that exists, and UTC for a new one', async () => {
    const billing = await acmeBilling()
    const unzoned = { account: 'acme', plan: 'pro', from: '2026-10-01' } as const
    expect(await billing.subscriptions.start({ ...unzoned, key: 'second' })).toMatchObject({ zone: 'Europe/Berlin' })
    expect(await billing.subscriptions.start({ ...unzoned, key: 'third', account: 'globex' })).toMatchObject({ zone: 'UTC', from: '2026-10-01T00:00:00.000000Z' })
  })

  it('counts periods from the local date of an instant, and from an anchor that is given', async () => {
    const billing = sampleBilling()
    expect(await billing.subscriptions.start({ ...acme, from: '2026-10-14T22:30:00Z' })).toMatchObject({ from: '2026-10-14T22:30:00.000000Z', anchor: '2026-10-15' })
    const anchored = await billing.subscriptions.start({ ...acme, key: 'b', from: '2026-10-14', to: '2026-12-24', anchor: '2026-01-30', anchorDay: 31 })
    expect(anchored).toMatchObject({ anchor: '2026-01-30', anchorDay: 31, to: '2026-12-23T23:00:00.000000Z' })
  })

  it('returns the recorded subscription for the same key, however often and at once', async () => {
    const billing = sampleBilling()
    const [first, ...others] = await Promise.all(Array.from({ length: 8 }, () => billing.subscriptions.start(acme)))
    for (const other of others) expect(other).toEqual(first)
    expect((await billing.subscriptions.list()).items).toHaveLength(1)
  })

  it('takes who asked and why out of the identity of the payload', async () => {
    const billing = await acmeBilling()
    await expect(billing.subscriptions.start({ ...acme, actor: 'ops@seller', correlation: 'req-7' })).resolves.toMatchObject({ id: 'acme' })
  })

  it('records who asked, and why, in the transaction of the effect', async () => {
    const storage = memory()
    const billing = sampleBilling({ storage })
    await billing.subscriptions.start({ ...acme, actor: 'ops@seller', correlation: 'req-7' })
    const recorded = await storage.transaction('default', (stores) => stores.commands.get('subscriptions.start', 'acme'))
    expect(recorded).toMatchObject({ actor: 'ops@seller', correlation: 'req-7', at: '2026-11-02T00:00:00.000000Z', result: 'acme' })
  })

  const refusals: readonly { readonly name: string; readonly change: object; readonly code: string; readonly field: string }[] = [
    { name: 'the key of another command', change: { plan: 'calls' }, code: 'command.conflict', field: 'key' },
    { name: 'an id that is taken', change: { key: 'other', id: 'acme' }, code: 'subscription.invalid', field: 'id' },
    { name: 'a plan in another currency', change: { key: 'other', plan: 'usd' }, code: 'subscription.invalid', field: 'plan' },
    { name: 'an unknown plan', change: { key: 'other', plan: 'toString' }, code: 'plan.unknown', field: 'plan' },
    { name: 'an unknown zone', change: { key: 'other', zone: 'Mars/Olympus' }, code: 'time.zone_unknown', field: 'zone' },
    { name: 'a start that is no date', change: { key: 'other', from: 'October 1' }, code: 'time.malformed', field: 'from' },
    { name: 'a start that is missing', change: { key: 'other', from: undefined }, code: 'text.malformed', field: 'from' },
    { name: 'an end before the start', change: { key: 'other', to: '2026-09-01' }, code: 'subscription.invalid', field: 'to' },
    { name: 'a 32nd day', change: { key: 'other', anchorDay: 32 }, code: 'subscription.invalid', field: 'anchorDay' },
    { name: 'an empty key', change: { key: '' }, code: 'text.empty', field: 'key' },
    { name: 'a key with U+0000', change: { key: 'a\u0000' }, code: 'text.malformed', field: 'key' },
    { name: 'an argument that is no JSON', change: { key: 'other', subjects: [new Date(0)] }, code: 'json.unsupported', field: 'subjects[0]' },
    { name: 'no subject at all', change: { key: 'other', subjects: [] }, code: 'catalog.malformed', field: 'subjects' },
  ]

  it.each(refusals)('refuses $name', async ({ change, code, field }) => {
    const billing = await acmeBilling()
    expect(await failureIn(() => billing.subscriptions.start({ ...acme, ...change }))).toMatchObject({ code, field })
    expect((await billing.subscriptions.list()).items).toHaveLength(1)
  })
})

describe('a start in a period that is invoiced', () => {
  const second = { key: 'second', account: 'acme', plan: 'api', from: '2026-10-16', anchor: '2026-10-01', subjects: ['eu'] } as const

  it('is refused, unless a correction follows: its fee in advance would stand on no invoice', async () => {
    const storage = memory()
    const at = (now: string) => invoicedBilling({ storage, now, invoicing: { grouping: { by: 'account', advance: 'separate' } } })
    await apiAccount(at('2026-10-01T00:00:00Z'), 'acme')
    const { id: invoice, number } = await at('2026-10-01T00:00:00Z').invoices.issue({ key: 'a', account: 'acme', period: '2026-10', group: 'advance' })
    const billing = at('2026-10-16T00:00:00Z')
    expect(await failureIn(() => billing.subscriptions.start(second))).toMatchObject({ code: 'subscription.period_billed', field: 'from', facts: { number } })
    await billing.subscriptions.start({ ...second, billed: 'corrected' })
    await billing.corrections.correct({ key: 'c', invoice, causes: [{ kind: 'subscription_fact', reference: 'second', text: 'a second subscription' }] })
    expect((await billing.corrections.ofInvoice(invoice)).at(-1)).toMatchObject({ note: { kind: 'supplementary_invoice', totals: { gross: '10.32' } } })
  })

  it('is taken where the invoice is void, or of another subscription alone', async () => {
    const billing = invoicedBilling({ invoicing: { grouping: { by: 'subscription' } } })
    await apiAccount(billing, 'acme')
    await billing.invoices.issue({ key: 'i', account: 'acme', period: '2026-10', group: 'subscription:acme' })
    await expect(billing.subscriptions.start(second)).resolves.toMatchObject({ id: 'second' })
    const together = invoicedBilling()
    await apiAccount(together, 'acme')
    const { id: invoice } = await together.invoices.issue({ key: 'i', account: 'acme', period: '2026-10' })
    await together.invoices.transition({ key: 'v', invoice, cause: 'void', reason: 'too early' })
    await expect(together.subscriptions.start(second)).resolves.toMatchObject({ id: 'second' })
  })
})

describe('accounts.put', () => {
  const account = { id: 'acme', kind: 'customer', currency: 'EUR', zone: 'Europe/Paris', name: 'Acme' } as const

  it('creates and replaces an account, once for each key', async () => {
    const billing = sampleBilling()
    expect(await billing.accounts.put({ key: '1', account })).toEqual(account)
    expect(await billing.accounts.put({ key: '2', account: { ...account, name: 'Acme SA' } })).toMatchObject({ name: 'Acme SA' })
    await billing.accounts.put({ key: '1', account })
    expect(await billing.accounts.get('acme')).toMatchObject({ name: 'Acme SA' })
    expect((await billing.accounts.list()).items).toHaveLength(1)
  })

  it('keeps the currency of an account with subscriptions', async () => {
    const billing = await acmeBilling()
    expect(await failureIn(() => billing.accounts.put({ key: '1', account: { ...account, currency: 'USD' } }))).toMatchObject({ code: 'account.invalid', field: 'account.currency' })
    await expect(billing.accounts.put({ key: '2', account })).resolves.toEqual(account)
  })
})
