import { memory } from '@farthing/adapters-memory'
import { count } from '@farthing/core'
import { verifyInvoice, type IssuedInvoice } from '@farthing/ledger'
import { defineCatalog, flat, graduated, perUnit, plan, publishPlan } from '@farthing/pricing'
import { describe, expect, it } from 'vitest'
import type { Billing } from '../billing.js'
import { createBilling } from '../create-billing.js'
import { failureIn } from '../test/sample-billing.js'

const monthly = { currency: 'EUR', every: 'month' } as const
const tiers = [{ upTo: '1000', unit: '0' }, { unit: '0.01' }] as const
const catalog = defineCatalog({
  meters: { calls: count({ event: 'api.call' }) },
  plans: {
    pro: plan(monthly, { base: flat('60.00', { billing: 'advance', label: 'Base' }), calls: graduated('calls', tiers) }),
    team: plan(monthly, { base: flat('120.00', { billing: 'advance', label: 'Base' }), calls: perUnit('calls', '0.005') }),
    support: plan(monthly, { fee: flat('15.00', { label: 'Support' }) }),
    ramp: plan({ ...monthly, phases: [{ name: 'trial', lasts: { unit: 'day', count: 15 }, factor: '0' }, { name: 'half', lasts: { periods: 1 }, factor: '0.5' }] }, { base: flat('60.00', { label: 'Base' }) }),
    yearly: plan({ currency: 'EUR', every: 'year' }, { base: flat('600.00') }),
  },
})
type Plans = keyof typeof catalog.plans

/** A clock that stands where it was set. */
function settableClock(start: string) {
  let now = start
  return { now: () => now, set: (to: string) => { now = `${to}T00:00:00.000000Z` } }
}

/** Acme in September, October and November 2026, in UTC: 30, 31 and 30 days. */
async function acme(from: Plans = 'pro') {
  const clock = settableClock('2026-09-01T00:00:00.000000Z')
  const billing = createBilling({ catalog, storage: memory(), clock })
  await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: from, from: '2026-09-01', zone: 'UTC' })
  return { clock, billing }
}

/** Days on which a thousand calls each are made. */
async function callOn(billing: Billing<Plans>, ...days: readonly string[]) {
  const calls = days.flatMap((day) => Array.from({ length: 1_000 }, (_, index) => ({ id: `${day}/${index}`, source: 'api', type: 'api.call', subject: 'acme', time: `${day}T12:00:00Z`, data: {} })))
  await billing.events.ingest(calls)
}

const lines = (invoice: IssuedInvoice) => invoice.lines.map(({ description, amount }) => `${description} ${amount}`)

/** Issues the three invoices, verifies each from its evidence, and gives their totals and their lines. */
async function bill({ clock, billing }: Awaited<ReturnType<typeof acme>>) {
  const invoices: IssuedInvoice[] = []
  for (const [period, due] of [['2026-09', '2026-10-01'], ['2026-10', '2026-11-01'], ['2026-11', '2026-12-01']] as const) {
    clock.set(due)
    const preview = await billing.invoices.preview({ account: 'acme', period })
    const invoice = await billing.invoices.issue({ key: period, account: 'acme', period })
    expect(invoice.contentHash).toBe(preview.contentHash)
    const evidence = await billing.invoices.evidence(invoice.id)
    expect(evidence && verifyInvoice(evidence)).toEqual({ verdict: 'verified' })
    invoices.push(invoice)
  }
  return { totals: invoices.map(({ totals }) => totals.payable), lines: invoices.map(lines) }
}

describe('three invoices', () => {
  it('without a change', async () => {
    const given = await acme()
    await callOn(given.billing, '2026-10-05', '2026-10-25')
    expect((await bill(given)).totals).toEqual(['60', '70', '60'])
  })

  it('with an upgrade on 16 October: 16 of 31 days are left', async () => {
    const given = await acme()
    given.clock.set('2026-10-16')
    await given.billing.subscriptions.change({ key: 'up', subscription: 'acme', plan: 'team' })
    await callOn(given.billing, '2026-10-05', '2026-10-25', '2026-11-05')
    const billed = await bill(given)
    expect(billed.totals).toEqual(['60', '95.97', '125'])
    expect(billed.lines[1]).toEqual(['Base 60', 'Base 61.94', 'Base, unused -30.97', 'calls 0', 'calls 5'])
  })

  it('with a downgrade at the end of October', async () => {
    const given = await acme('team')
    given.clock.set('2026-10-16')
    await given.billing.subscriptions.change({ key: 'down', subscription: 'acme', plan: 'pro', at: 'period_end' })
    expect((await bill(given)).totals).toEqual(['120', '120', '60'])
  })

  it('with a downgrade on 16 October, decided when it holds', async () => {
    const given = await acme('team')
    given.clock.set('2026-10-16')
    await given.billing.subscriptions.change({ key: 'down', subscription: 'acme', plan: 'pro' })
    const billed = await bill(given)
    expect(billed.totals).toEqual(['120', '89.03', '60'])
    expect(billed.lines[1]).toEqual(['Base 120', 'Base 30.97', 'Base, unused -61.94', 'calls 0', 'calls 0'])
  })

  it('with a pause from 11 October to 11 November', async () => {
    const given = await acme()
    given.clock.set('2026-10-11')
    await given.billing.subscriptions.pause({ key: 'pause', subscription: 'acme' })
    await callOn(given.billing, '2026-10-20', '2026-11-20')
    given.clock.set('2026-11-11')
    await given.billing.subscriptions.resume({ key: 'resume', subscription: 'acme' })
    const billed = await bill(given)
    expect(billed.totals).toEqual(['60', '19.35', '40'])
    expect(billed.lines.slice(1)).toEqual([['Base 60', 'Base, unused -40.65', 'calls 0'], ['Base 40', 'calls 0']])
  })

  it('with an add-on from 16 October, two of it from 16 November: the tiers of the plan stay whole', async () => {
    const given = await acme()
    given.clock.set('2026-10-16')
    await given.billing.subscriptions.addOn({ key: 'one', subscription: 'acme', plan: 'support' })
    given.clock.set('2026-11-16')
    await given.billing.subscriptions.addOn({ key: 'two', subscription: 'acme', plan: 'support', quantity: '2' })
    await callOn(given.billing, '2026-10-05', '2026-10-25')
    const billed = await bill(given)
    expect(billed.totals).toEqual(['60', '77.74', '82.5'])
    expect(billed.lines.slice(1)).toEqual([['Base 60', 'Support 7.74', 'calls 10'], ['Base 60', 'Support 7.5', 'Support × 2 15', 'calls 0']])
  })

  it('with a trial of 15 days and a ramp until the end of the month', async () => {
    const billed = await bill(await acme('ramp'))
    expect(billed.totals).toEqual(['15', '60', '60'])
    expect(billed.lines[0]).toEqual(['Base 0', 'Base 15'])
  })

  it('with a price of its own for October alone', async () => {
    const given = await acme()
    await given.billing.subscriptions.override({ key: 'deal', subscription: 'acme', component: 'base', price: { model: 'flat', amount: '45' }, at: '2026-10-01', until: '2026-11-01' })
    expect((await bill(given)).totals).toEqual(['60', '45', '60'])
  })

  it('with a cancellation on 21 November: ten of 30 days come back', async () => {
    const given = await acme()
    given.clock.set('2026-11-21')
    await given.billing.subscriptions.cancel({ key: 'bye', subscription: 'acme' })
    const billed = await bill(given)
    expect(billed.totals).toEqual(['60', '60', '40'])
    expect(billed.lines[2]).toEqual(['Base 60', 'Base, unused -20', 'calls 0'])
  })

  it('with a cancellation at the end of October: there is no third', async () => {
    const given = await acme()
    given.clock.set('2026-10-21')
    await given.billing.subscriptions.cancel({ key: 'bye', subscription: 'acme', at: 'period_end' })
    expect(await failureIn(() => bill(given))).toMatchObject({ code: 'period.not_found' })
    expect((await given.billing.invoices.list({ account: 'acme' })).items.map(({ totals }) => totals.payable)).toEqual(['60', '60'])
  })

  it('with a cancellation that is taken back', async () => {
    const given = await acme()
    await given.billing.subscriptions.cancel({ key: 'bye', subscription: 'acme', at: '2026-10-21' })
    await given.billing.subscriptions.withdraw({ key: 'stay', subscription: 'acme', change: 'bye' })
    expect((await bill(given)).totals).toEqual(['60', '60', '60'])
  })
})

describe('a change to a subscription', () => {
  const upgrade = { key: 'up', subscription: 'acme', plan: 'team' } as const

  it('is made once, however often and at once', async () => {
    const { billing } = await acme()
    await Promise.all(Array.from({ length: 8 }, () => billing.subscriptions.change(upgrade)))
    expect((await billing.subscriptions.get('acme'))?.changes).toHaveLength(1)
  })

  it('does not lose another one that is decided at the same time', async () => {
    const { billing } = await acme()
    const keys = ['a', 'b', 'c', 'd', 'e']
    await Promise.all(keys.map((key) => billing.subscriptions.addOn({ key, subscription: 'acme', plan: 'support', addOn: key })))
    expect((await billing.subscriptions.get('acme'))?.changes?.map(({ id }) => id).sort()).toEqual(keys)
  })

  it.each([
    ['an unknown subscription', { ...upgrade, subscription: 'globex' }, 'subscription.unknown', 'subscription'],
    ['an unknown plan', { ...upgrade, plan: 'toString' }, 'plan.unknown', 'plan'],
    ['another billing period', { ...upgrade, plan: 'yearly' }, 'subscription.change_invalid', 'plan'],
    ['a time before the start', { ...upgrade, at: '2026-08-31' }, 'subscription.change_invalid', 'at'],
    ['a time that is none', { ...upgrade, at: 'tomorrow' }, 'time.malformed', 'at'],
    ['an empty key', { ...upgrade, key: '' }, 'text.empty', 'key'],
  ])('is refused for %s', async (_, input, code, field) => {
    const { billing } = await acme()
    expect(await failureIn(() => billing.subscriptions.change(input as typeof upgrade))).toMatchObject({ code, field })
    expect(await billing.subscriptions.get('acme')).not.toHaveProperty('changes')
  })

  it('is refused in a period that is billed, and before one', async () => {
    const given = await acme()
    await bill(given)
    for (const at of ['2026-11-16', '2026-09-16']) {
      expect(await failureIn(() => given.billing.subscriptions.change({ ...upgrade, at }))).toMatchObject({ code: 'subscription.period_billed', field: 'at' })
    }
    await expect(given.billing.subscriptions.change({ ...upgrade, at: '2026-12-01' })).resolves.toHaveProperty('changes')
  })

  it('is refused for a day to come, in a period that has an invoice in advance or within the period', async () => {
    const { clock, billing } = await acme()
    clock.set('2026-09-10')
    await callOn(billing, '2026-09-05', '2026-09-06')
    await billing.invoices.issueProgress({ key: 'p', account: 'acme', period: '2026-09' })
    expect(await failureIn(() => billing.subscriptions.change({ ...upgrade, at: '2026-09-20' }))).toMatchObject({ code: 'subscription.period_billed', field: 'at' })
    await billing.subscriptions.cancel({ key: 'bye', subscription: 'acme', at: 'period_end' })
    // What is taken back would have begun behind the period that is billed.
    expect((await billing.subscriptions.withdraw({ key: 'stay', subscription: 'acme', change: 'bye' })).to).toBeUndefined()
  })

  it('is taken where the invoice of the period is void, and stands on the one that follows', async () => {
    const { clock, billing } = await acme()
    clock.set('2026-10-02')
    const { id } = await billing.invoices.issue({ key: 'i', account: 'acme', period: '2026-09' })
    await billing.invoices.transition({ key: 'v', invoice: id, cause: 'void', reason: 'wrong plan' })
    await billing.subscriptions.change({ ...upgrade, at: '2026-09-16' })
    expect((await billing.invoices.issue({ key: 'i2', account: 'acme', period: '2026-09' })).totals.payable).toBe('90')
  })
})

describe('versions of a plan by date', () => {
  const dated = defineCatalog({
    meters: {},
    plans: { pro: plan(monthly, { base: flat('60.00') }) },
    releases: { pro: [{ effectiveFrom: '2026-10-01T00:00:00Z', plan: plan(monthly, { base: flat('66.00') }) }] },
  })
  const [before, later] = [publishPlan('pro', dated.plans.pro), publishPlan('pro', dated.releases?.['pro']?.[0]?.plan ?? dated.plans.pro)]
  const billingOn = (now: string) => createBilling({ catalog: dated, storage: memory(), clock: { now: () => now } })
  const september = { key: 'acme', account: 'acme', plan: 'pro', from: '2026-09-01', zone: 'UTC' } as const

  it('are subscribed to from when they are sold, and a subscription keeps its own until it changes', async () => {
    const billing = billingOn('2026-12-01T00:00:00.000000Z')
    expect(await billing.subscriptions.start(september)).toMatchObject({ planVersion: before.version })
    expect(await billing.subscriptions.start({ ...september, key: 'b', account: 'b', from: '2026-10-01' })).toMatchObject({ planVersion: later.version })
    await billing.subscriptions.change({ key: 'newer', subscription: 'acme', plan: 'pro', at: '2026-11-01' })
    const payable = async (period: string) => (await billing.invoices.preview({ account: 'acme', period })).totals.payable
    expect([await payable('2026-10'), await payable('2026-11')]).toEqual(['60', '66'])
  })

  it.each([
    ['one that is superseded', '2026-10-01', before.version, 'plan.version_superseded'],
    ['one that is not in effect yet', '2026-09-30', later.version, 'plan.version_not_effective'],
    ['one that was never published', '2026-10-01', 'f'.repeat(64), 'plan.version_unpublished'],
  ])('refuses %s', async (_, from, planVersion, code) => {
    const billing = billingOn('2026-12-01T00:00:00.000000Z')
    expect(await failureIn(() => billing.subscriptions.start({ ...september, from, planVersion }))).toMatchObject({ code, field: 'planVersion' })
  })
})

describe('a bundle', () => {
  it('is subscribed to like a plan, and costs its rate', async () => {
    const suite = defineCatalog({
      meters: {},
      plans: { mail: plan(monthly, { fee: flat('60.00', { label: 'Mail' }) }), disk: plan(monthly, { fee: flat('40.00', { label: 'Disk' }) }) },
      bundles: { office: { name: 'Office', plans: ['mail', 'disk'], rate: '80' } },
    })
    const billing = createBilling({ catalog: suite, storage: memory(), clock: { now: () => '2026-12-01T00:00:00.000000Z' } })
    await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'office', from: '2026-09-01', zone: 'UTC' })
    const { totals, lines: shown } = await billing.invoices.preview({ account: 'acme', period: '2026-10' })
    expect([totals.payable, shown.map(({ description, amount }) => [description, amount])]).toEqual(['80', [['Disk', '32'], ['Mail', '48']]])
    // @ts-expect-error: the catalogue has no plan and no bundle of this name
    expect(await failureIn(() => billing.subscriptions.start({ key: 'b', account: 'b', plan: 'offices', from: '2026-09-01' }))).toMatchObject({ code: 'plan.unknown' })
  })
})

describe('usage at a change in the middle of a quarter of an hour', () => {
  const at = (time: string) => ({ id: time, source: 'api', type: 'api.call', subject: 'acme', time: `2026-10-16T${time}:00Z`, data: {} })

  it('is cut there, also where it was sealed before the change was decided', async () => {
    const { billing, clock } = await acme('team')
    await billing.events.ingest([at('10:05'), at('10:06'), at('10:08')])
    clock.set('2026-11-01')
    const sealed = () => billing.usage.seal({ account: 'acme', period: '2026-10' })
    expect((await sealed())[0]).toMatchObject({ revision: 0 })
    const rewound = () => billing.windows.rewind({ account: 'acme', from: '2026-10-01' })
    expect(await rewound()).toMatchObject([{ outcome: 'same' }])
    await billing.subscriptions.change({ key: 'down', subscription: 'acme', plan: 'pro', at: '2026-10-16T10:07:00Z' })
    expect(await rewound()).toMatchObject([{ outcome: 'other_basis' }])
    const quantities = async () => (await billing.invoices.preview({ account: 'acme', period: '2026-10' })).lines.filter(({ component }) => component === 'calls').map(({ plan: name, quantity }) => [name, quantity])
    expect(await quantities()).toEqual([['team', '2'], ['pro', '1']])
    expect((await sealed())[0]).toMatchObject({ revision: 1 })
    expect((await sealed())[0]).toMatchObject({ revision: 1 })
    expect(await rewound()).toMatchObject([{ outcome: 'same' }])
    expect(await quantities()).toEqual([['team', '2'], ['pro', '1']])
    const used = await billing.usage.current({ account: 'acme', period: '2026-10' })
    expect(used.usage.map(({ quantity }) => quantity)).toEqual(['3'])
  })

  it('leaves a seal of another period as it is', async () => {
    const { billing, clock } = await acme()
    clock.set('2026-10-20')
    await billing.usage.seal({ account: 'acme', period: '2026-09' })
    await billing.subscriptions.change({ key: 'up', subscription: 'acme', plan: 'team' })
    expect((await billing.usage.seal({ account: 'acme', period: '2026-09' }))[0]).toMatchObject({ revision: 0 })
  })
})

describe('the terms of a subscription', () => {
  it('say at any time what is due and why', async () => {
    const { billing } = await acme('ramp')
    await billing.subscriptions.addOn({ key: 'one', subscription: 'acme', plan: 'support', at: '2026-10-16' })
    await billing.subscriptions.override({ key: 'deal', subscription: 'acme', component: 'base', price: { model: 'flat', amount: '45' }, at: '2026-11-01' })
    const sourcesAt = async (at?: string) => {
      const { components = {} } = (await billing.subscriptions.terms({ subscription: 'acme', ...(at === undefined ? {} : { at }) })) ?? {}
      return Object.entries(components).map(([key, { component, source: { planVersion: _, ...source } }]) => [key, component.price, source])
    }
    expect(await sourcesAt()).toEqual([['base', { model: 'flat', amount: '0' }, { plan: 'ramp', phase: 'trial' }]])
    expect(await sourcesAt('2026-11-02')).toEqual([
      ['base', { model: 'flat', amount: '45' }, { plan: 'ramp', override: 'deal' }],
      ['support.fee', { model: 'flat', amount: '15' }, { plan: 'support', addOn: 'support' }],
    ])
    expect(await sourcesAt('2026-08-31')).toEqual([])
    expect(await failureIn(() => billing.subscriptions.terms({ subscription: 'globex' }))).toMatchObject({ code: 'subscription.unknown' })
  })

  it('have a wholesale side where there is one', async () => {
    const { billing } = await acme()
    const resold = { key: 'b', account: 'globex', plan: 'pro', from: '2026-09-01', wholesale: { account: 'reseller', plan: 'support' } } as const
    expect(await billing.subscriptions.start(resold)).toMatchObject({ wholesale: { account: 'reseller', plan: 'support' } })
    expect(await billing.accounts.get('reseller')).toMatchObject({ kind: 'reseller', currency: 'EUR' })
    expect(await billing.subscriptions.terms({ subscription: 'b', side: 'wholesale' })).toMatchObject({ plan: 'support', components: { fee: {} } })
    expect(await billing.subscriptions.terms({ subscription: 'acme', side: 'wholesale' })).toBeUndefined()
    const yearly = { ...resold, key: 'c', wholesale: { account: 'reseller', plan: 'yearly' } } as const
    expect(await failureIn(() => billing.subscriptions.start(yearly))).toMatchObject({ code: 'subscription.invalid', field: 'wholesale.plan' })
  })
})
