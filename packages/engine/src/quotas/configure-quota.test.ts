import { describe, expect, it } from 'vitest'
import { failureIn } from '../test/sample-billing.js'
import { saasBilling, scans } from '../test/saas-billing.js'
import type { ConfigureQuota } from './configure-quota.js'

type Saas = Awaited<ReturnType<typeof saasBilling>>

const hundred = { account: 'acme', feature: 'scans', includedQuantity: '100', pricePerUnitMinor: '5' } as const

/** The cost of November's scans, as lines of its invoice. */
async function costs({ billing, clock }: Saas): Promise<readonly string[]> {
  clock.at = '2026-12-01T00:00:00.000000Z'
  const { lines } = await billing.invoices.preview({ account: 'acme', period: '2026-11' })
  return lines.filter(({ meter }) => meter === 'scans').map(({ amount }) => amount)
}

describe('a quota with a price', () => {
  it('is the price of the component, for all of the running period: 75 of 100 scans cost nothing, 20 of 120 cost 0.05 each', async () => {
    const saas = await saasBilling()
    await saas.billing.events.ingestOrThrow([scans('75')])
    const terms = await saas.billing.quotas.configure({ key: 'q1', ...hundred })
    expect(terms).toEqual({
      feature: 'scans', displayName: 'OCR scans', unit: 'scan', account: 'acme', subscription: 'acme', plan: 'saas', currency: 'EUR', every: { unit: 'month', count: 1 },
      components: [{ component: 'scans', price: { model: 'graduated', tiers: [{ upTo: '100', unit: '0' }, { unit: '0.05' }] }, override: 'q1', includedQuantity: '100', pricePerUnitMinor: '5' }],
    })
    expect((await saas.billing.subscriptions.terms({ subscription: 'acme' }))?.components['scans']?.source.override).toBe('q1')
    await saas.billing.events.ingestOrThrow([scans('45', '09')])
    expect(await costs(saas)).toEqual(['1'])
  })

  it('takes the place of the one before in the same period, and a repeat of a key gives what was recorded', async () => {
    const saas = await saasBilling()
    await saas.billing.events.ingestOrThrow([scans('120')])
    const first = await saas.billing.quotas.configure({ key: 'q1', ...hundred })
    await saas.billing.quotas.configure({ key: 'q2', ...hundred, includedQuantity: '20', pricePerUnitMinor: '0.1' })
    const last = await saas.billing.quotas.configure({ key: 'q3', ...hundred, includedQuantity: '0', pricePerUnitMinor: '2.5' })
    expect(last.components[0]).toMatchObject({ price: { model: 'per_unit', unit: '0.025' }, includedQuantity: '0', pricePerUnitMinor: '2.5' })
    expect(await costs(saas)).toEqual(['3'])
    expect(await failureIn(() => saas.billing.quotas.configure({ key: 'q1', ...hundred, includedQuantity: '7' }))).toMatchObject({ code: 'command.conflict' })
    expect((await saas.billing.quotas.configure({ key: 'q1', ...hundred })).subscription).toBe(first.subscription)
  })

  it.each<[string, string, readonly string[]]>([
    // 60 scans before the 8th, 60 after it.
    ['from now on, when 100 are free once more', 'now', ['0.5', '0']],
    ['from the next period on', 'period_end', ['3.5']],
    ['from a day on', '2026-11-03', ['0', '1']],
  ])('holds %s', async (_, at, expected) => {
    const saas = await saasBilling()
    await saas.billing.events.ingestOrThrow([scans('60'), scans('60', '09')])
    saas.clock.at = '2026-11-08T00:00:00.000000Z'
    await saas.billing.quotas.configure({ key: 'q1', ...hundred, at })
    expect(await costs(saas)).toEqual(expected)
  })

  it('begins with the override that holds now, where that came in mid-period, so that it is not hidden by it', async () => {
    const saas = await saasBilling()
    await saas.billing.events.ingestOrThrow([scans('60'), scans('60', '09')])
    saas.clock.at = '2026-11-08T00:00:00.000000Z'
    await saas.billing.quotas.configure({ key: 'q1', ...hundred, at: 'now' })
    saas.clock.at = '2026-11-20T00:00:00.000000Z'
    await saas.billing.quotas.configure({ key: 'q2', ...hundred, includedQuantity: '40' })
    expect(await costs(saas)).toEqual(['0.5', '1'])
  })

  it('may be configured before the subscription starts, and for a component that is named', async () => {
    const { billing } = await saasBilling()
    await billing.subscriptions.start({ key: 'later', account: 'later', plan: 'saas', from: '2027-01-01', zone: 'UTC' })
    const { components } = await billing.quotas.configure({ key: 'q1', ...hundred, account: 'later' })
    expect(components).toMatchObject([{ override: 'q1' }])
    await billing.subscriptions.addOn({ key: 'a', subscription: 'acme', plan: 'addon' })
    expect(await failureIn(() => billing.quotas.configure({ key: 'q2', ...hundred }))).toMatchObject({ code: 'quota.ambiguous', field: 'component' })
    await billing.quotas.configure({ key: 'q2', ...hundred, component: 'addon.more' })
    const [terms] = await billing.quotas.list({ subscription: 'acme' }).then((quotas) => quotas.filter(({ feature }) => feature === 'scans'))
    expect(terms?.components.map(({ component, includedQuantity, override }) => [component, includedQuantity, override])).toEqual([['addon.more', '100', 'q2'], ['scans', '50', undefined]])
  })
})

describe('a quota that contradicts', () => {
  it.each<[string, Partial<ConfigureQuota>, string, string]>([
    ['the currency of the plan', { currency: 'USD' }, 'quota.invalid', 'currency'],
    ['its billing period', { resetPeriod: 'week' }, 'quota.invalid', 'resetPeriod'],
    ['what a quantity is', { includedQuantity: '-1' }, 'quota.invalid', 'includedQuantity'],
    ['what a price is', { pricePerUnitMinor: '-5' }, 'quota.invalid', 'pricePerUnitMinor'],
    ['what a number is', { includedQuantity: 'many' as '1' }, 'decimal.malformed', 'includedQuantity'],
    ['the components of the plan', { component: 'calls' }, 'quota.invalid', 'component'],
    ['the features of the plan', { feature: 'calls' }, 'quota.feature_unpriced', 'feature'],
    ['the catalogue', { feature: 'fax.sent' }, 'meter.unknown', 'feature'],
    ['the accounts', { account: 'nobody' }, 'account.unknown', 'account'],
  ])('%s is refused', async (_, about, code, field) => {
    const { billing } = await saasBilling()
    expect(await failureIn(() => billing.quotas.configure({ key: 'q1', ...hundred, ...about }))).toMatchObject({ code, field })
    expect((await billing.subscriptions.get('acme'))?.changes).toBeUndefined()
  })

  it('the euro of its default is refused for a plan in dollars, and what only goes with a price without one', async () => {
    const { billing } = await saasBilling({ plan: 'usd' })
    const mails = { account: 'acme', feature: 'mail.sent', includedQuantity: '10' } as const
    expect(await failureIn(() => billing.quotas.configure({ key: 'q1', ...mails, pricePerUnitMinor: '1' }))).toMatchObject({ code: 'quota.invalid', field: 'currency' })
    expect((await billing.quotas.configure({ key: 'q1', ...mails, pricePerUnitMinor: '1', currency: 'USD' })).currency).toBe('USD')
    for (const [field, about] of [['currency', { currency: 'USD' }], ['at', { at: 'now' }], ['component', { component: 'mails' }]] as const) {
      expect(await failureIn(() => billing.quotas.configure({ key: field, ...mails, ...about }))).toMatchObject({ code: 'quota.invalid', field })
    }
  })

  it('is refused for a period that has an invoice', async () => {
    const saas = await saasBilling()
    saas.clock.at = '2026-12-02T00:00:00.000000Z'
    await saas.billing.invoices.issue({ key: 'i', account: 'acme', period: '2026-11' })
    expect(await failureIn(() => saas.billing.quotas.configure({ key: 'q1', ...hundred, at: '2026-11-01' }))).toMatchObject({ code: 'subscription.period_billed' })
    await saas.billing.quotas.configure({ key: 'q1', ...hundred })
  })
})

describe('a quota without a price', () => {
  it('is a limit, prices stay as they are, and one with a price ends it', async () => {
    const { billing } = await saasBilling()
    const limit = { account: 'acme', feature: 'scans', includedQuantity: '60' } as const
    const terms = await billing.quotas.configure({ key: 'q1', ...limit, resetPeriod: 'week' })
    expect(terms).toMatchObject({ limit: { quantity: '60', resetPeriod: 'week', configuredAt: '2026-11-10T00:00:00.000000Z' }, components: [{ includedQuantity: '50' }] })
    expect((await billing.subscriptions.get('acme'))?.changes).toBeUndefined()
    expect((await billing.quotas.configure({ key: 'q2', ...limit, includedQuantity: '70' })).limit).toMatchObject({ quantity: '70', resetPeriod: 'month' })
    expect(await billing.quotas.configure({ key: 'q3', ...hundred })).not.toHaveProperty('limit')
  })
})
