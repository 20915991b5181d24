import { memory } from '@farthing/adapters-memory'
import { addAll, compare, sum, type Hash } from '@farthing/core'
import { bucket, checkCatalog, flat, graduated, percentage, perUnit, plan, publishPlan, type ShadowAccount, type ShadowSummary } from '@farthing/pricing'
import type { Storage } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { acmeBilling, call, catalog, failureIn, readOnly, sampleBilling, tokens } from '../test/sample-billing.js'

const november = '2026-12-01T00:00:00Z'
const dearer = publishPlan('pro', plan({ currency: 'EUR', every: 'month' }, { base: flat('49'), tokens: graduated('tokens', [{ upTo: '1000000', unit: '0' }, { unit: '0.000005' }]) }))

/** 800,000 tokens on the 1st of October in Berlin, 600,000 on the 14th; a storage from now on read only, with billing at an instant. */
async function acmeIn(now: string): Promise<ReturnType<typeof sampleBilling>> {
  const storage: Storage = memory()
  const billing = await acmeBilling({ storage })
  await billing.events.ingest([tokens('r1', '800000', { time: '2026-10-01T09:00:00Z' }), tokens('r2', '600000')])
  return sampleBilling({ storage: readOnly(storage), now })
}

describe('estimate', () => {
  it('is what the preview says, before rounding', async () => {
    const billing = await acmeIn('2026-10-20T00:00:00Z')
    const quote = await billing.quotes.estimate({ subscription: 'acme', period: '2026-10' })
    expect(quote).toMatchObject({ modelType: 'FLATFEE', total: '50', currency: 'EUR', breakdown: [{ label: 'Flat Fee', calculation: 'Base' }, { calculation: '400000 * 0.0000025', amount: '1' }] })
    const preview = await billing.invoices.preview({ account: 'acme', period: '2026-10' })
    expect(quote.total).toBe(preview.totals.exact)
    expect(quote.charges.map(({ amount }) => amount)).toEqual(preview.lines.map(({ exact }) => exact))
  })

  it('takes any two instants', async () => {
    const billing = await acmeIn('2026-10-20T00:00:00Z')
    const quote = await billing.quotes.estimate({ subscription: 'acme', period: { from: '2026-10-01', to: '2026-10-14T09:00:00Z' } })
    expect(quote.breakdown).toEqual([
      { label: 'Flat Fee', calculation: '323/745 * 49.00', amount: '15827/745' },
      { label: 'Usage Charges', calculation: '800000 * 0.00', amount: '0' },
    ])
    const parts = [['2026-10-01', '2026-10-09T10:11:12.131415Z'], ['2026-10-09T10:11:12.131415Z', '2026-11-01']] as const
    const fees = await Promise.all(parts.map(async ([from, to]) => (await billing.quotes.estimate({ subscription: 'acme', period: { from, to } })).charges[0]?.amount ?? '0'))
    expect(compare(addAll(fees), '49')).toBe(0)
  })

  it('goes over the ends of billing periods', async () => {
    const billing = await acmeIn(november)
    const quote = await billing.quotes.estimate({ subscription: 'acme', period: { from: '2026-10-01', to: '2026-12-01' } })
    expect(quote.charges.map(({ amount }) => amount)).toEqual(['49', '49', '1', '0'])
  })

  it('answers a batch, of which a bad question spoils no other', async () => {
    const billing = await acmeIn('2026-10-20T00:00:00Z')
    const period = '2026-10'
    const answers: unknown[] = []
    for await (const answer of billing.quotes.estimateEach([{ subscription: 'acme', period }, { subscription: 'nobody', period }, { subscription: 'acme', period: '2026-0' }, { subscription: 'acme', period }])) answers.push(answer)
    expect(answers).toMatchObject([{ quote: { total: '50' } }, { refused: { code: 'subscription.unknown' } }, { refused: { field: expect.any(String) as string } }, { quote: { total: '50' } }])
  })

  it.each([
    ['before the start', '2026-08', 'period.not_found'],
    ['of a year of months', '2026', 'period.ambiguous'],
  ])('refuses a period %s', async (_, period, code) => {
    const billing = await acmeIn('2026-10-20T00:00:00Z')
    expect(await failureIn(() => billing.quotes.estimate({ subscription: 'acme', period }))).toMatchObject({ code })
  })
})

it('hands on and reads events as an invoice does', async () => {
  const storage: Storage = memory()
  const own = checkCatalog({
    meters: { minutes: sum({ event: 'call', value: 'minutes' }), payments: sum({ event: 'payment', value: 'amount' }) },
    plans: {
      phone: plan({ currency: 'EUR', every: 'month' }, {
        minutes: bucket('minutes', { included: '100', overage: '1', rolloverLimit: '50' }),
        payments: percentage('payments', '10', { fixed: '0.5' }),
      }),
    },
  })
  const billing = createBilling({ catalog: own, storage, clock: fixedClock('2026-11-20T00:00:00Z') })
  await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'phone', from: '2026-10-01', zone: 'UTC' })
  const sent = (id: string, type: string, time: string, data: object) => ({ id, source: 'app', type, subject: 'acme', time, data })
  await billing.events.ingestOrThrow([
    sent('m1', 'call', '2026-10-05T00:00:00Z', { minutes: '60' }),
    sent('m2', 'call', '2026-11-05T00:00:00Z', { minutes: '150' }),
    sent('p1', 'payment', '2026-11-06T00:00:00Z', { amount: '20' }),
    sent('p2', 'payment', '2026-11-07T00:00:00Z', { amount: '30' }),
  ])
  const later = createBilling({ catalog: own, storage: readOnly(storage), clock: fixedClock('2026-11-20T00:00:00Z') })
  // 40 minutes of October roll over, so 10 of November exceed 140; two payments cost 5 and a fee each.
  const quote = await later.quotes.estimate({ subscription: 'acme', period: '2026-11' })
  expect(quote.charges.map(({ amount }) => amount)).toEqual(['10', '6'])
  expect(quote.total).toBe((await later.invoices.preview({ account: 'acme', period: '2026-11' })).totals.exact)
  const part = await later.quotes.estimate({ subscription: 'acme', period: { from: '2026-11-05', to: '2026-11-07' } })
  expect(part.charges.map(({ amount }) => amount)).toEqual(['10', '2.5'])
  const december = createBilling({ catalog: own, storage: readOnly(storage), clock: fixedClock('2026-12-01T00:00:00Z') })
  const { totals } = await december.shadow.rate({ from: '2026-11-01', to: '2026-12-01', candidate: (contract) => contract })
  expect(totals).toMatchObject([{ existing: '16', delta: '0' }])
  const { features } = await later.quotes.project({ subscription: 'acme' })
  expect(features).toMatchObject([{ meter: 'minutes', quantity: '4500/19', method: 'linear' }, { meter: 'payments', quantity: '50', method: 'unchanged' }])
})

describe('project', () => {
  it('goes on as until now', async () => {
    const billing = await acmeIn('2026-10-16T10:00:00Z')
    const { at, features, quote } = await billing.quotes.project({ subscription: 'acme' })
    expect(at).toBe('2026-10-16T10:00:00.000000Z')
    // 1,400,000 in 372 of 745 hours.
    expect(features).toEqual([{ meter: 'tokens', dimensions: {}, used: '1400000', quantity: '260750000/93', method: 'linear' }])
    expect(quote.charges.map(({ component }) => component)).toEqual(['base', 'tokens'])
    expect(quote.breakdown[1]?.amount).toBe('3355/744')
  })

  it('is the estimate once the period is over', async () => {
    const billing = await acmeIn(november)
    const projected = await billing.quotes.project({ subscription: 'acme', period: '2026-10' })
    expect(projected.features).toMatchObject([{ method: 'measured', quantity: '1400000' }])
    expect(projected.quote.total).toBe('50')
  })

  it('has no trend before the start', async () => {
    const billing = await acmeIn('2026-09-01T00:00:00Z')
    expect(await failureIn(() => billing.quotes.project({ subscription: 'acme' }))).toMatchObject({ code: 'period.not_found' })
  })
})

describe('upperBound', () => {
  it('adds to the usage of the running period', async () => {
    const billing = await acmeIn('2026-10-20T00:00:00Z')
    expect(await billing.quotes.upperBound({ subscription: 'acme', planned: { tokens: '400000' } })).toEqual({
      amount: '1', kind: 'exact', currency: 'EUR', components: [{ component: 'tokens', amount: '1', kind: 'exact' }],
    })
  })

  it('goes by the terms of now', async () => {
    const storage: Storage = memory()
    const billing = await acmeBilling({ storage })
    await billing.events.ingest([tokens('r1', '900000', { time: '2026-10-03T00:00:00Z' }), tokens('r2', '900000')])
    const price = { model: 'graduated', tiers: [{ upTo: '950000', unit: '0' }, { unit: '0.00001' }] } as const
    await billing.subscriptions.override({ key: 'o1', subscription: 'acme', component: 'tokens', price, at: '2026-10-12' })
    const later = sampleBilling({ storage: readOnly(storage), now: '2026-10-20T00:00:00Z' })
    expect(await later.quotes.upperBound({ subscription: 'acme', planned: { tokens: '100000' } })).toMatchObject({ amount: '0.5', kind: 'exact' })
    const earlier = sampleBilling({ storage: readOnly(storage), now: '2026-10-11T00:00:00Z' })
    expect(await earlier.quotes.upperBound({ subscription: 'acme', planned: { tokens: '140000' } })).toMatchObject({ amount: '0.1', kind: 'exact' })
  })

  it('is refused while the subscription does not run', async () => {
    const billing = await acmeIn('2026-09-01T00:00:00Z')
    expect(await failureIn(() => billing.quotes.upperBound({ subscription: 'acme', planned: { tokens: '1' } }))).toMatchObject({ code: 'period.not_found' })
  })
})

async function streamed(accounts: AsyncGenerator<ShadowAccount, ShadowSummary>) {
  const rows: ShadowAccount[] = []
  for (;;) {
    const next = await accounts.next()
    if (next.done === true) return { rows, summary: next.value }
    rows.push(next.value)
  }
}

describe('shadow', () => {
  const october = { from: '2026-10-01', to: '2026-11-01' }

  it('tries a plan on stored usage and writes nothing', async () => {
    const billing = await acmeIn(november)
    const { rows, summary } = await streamed(billing.shadow.accounts({ ...october, candidate: dearer }))
    const amounts = { currency: 'EUR', existing: '50', candidate: '51', delta: '1', divergesOn: '2026-10-14' }
    expect(rows).toEqual([{ account: 'acme', ...amounts, candidateRatingKeys: [expect.any(String), expect.any(String)] as Hash[] }])
    expect(summary).toEqual({ ledgerWrites: false, ratedUsageWrites: false, totals: [amounts] })
    const whole = await billing.shadow.rate({ ...october, candidate: dearer })
    expect(whole).toEqual({ ...summary, accounts: rows, totals: [{ ...amounts, candidateRatingKeys: rows[0]?.candidateRatingKeys }] })
  })

  it('tries a whole catalogue, account by account', async () => {
    const storage: Storage = memory()
    const billing = await acmeBilling({ storage })
    await billing.subscriptions.start({ key: 'zeta', account: 'zeta', plan: 'calls', from: '2026-10-01', zone: 'UTC' })
    await billing.subscriptions.start({ key: 'beta', account: 'beta', plan: 'usd', from: '2026-10-01', zone: 'UTC' })
    await billing.events.ingest([tokens('r1', '1400000'), call('c1', { subject: 'zeta' }), call('c2', { subject: 'beta' })])
    const calls = plan({ currency: 'EUR', every: 'month' }, { calls: perUnit('calls', '0.03') })
    const candidate = checkCatalog({ ...catalog, plans: { ...catalog.plans, calls } })
    const { rows, summary } = await streamed(sampleBilling({ storage: readOnly(storage), now: november }).shadow.accounts({ ...october, candidate }))
    expect(rows.map(({ account, delta }) => [account, delta])).toEqual([['acme', '0'], ['beta', '0'], ['zeta', '0.02']])
    expect(summary.totals.map(({ currency, delta }) => [currency, delta])).toEqual([['EUR', '0.02'], ['USD', '0']])
  })

  it('counts periods that have ended, inside of the time', async () => {
    const billing = await acmeIn('2026-10-31T00:00:00Z')
    expect((await billing.shadow.rate({ ...october, candidate: dearer })).accounts).toEqual([])
    const later = await acmeIn(november)
    expect((await later.shadow.rate({ from: '2026-10-02', to: '2026-11-01', candidate: dearer })).accounts).toEqual([])
    expect((await later.shadow.rate({ from: '2026-10-01', to: '2026-12-01', candidate: dearer })).accounts).toMatchObject([{ existing: '99', candidate: '100' }])
  })

  it('reads one account or subscription where told', async () => {
    const billing = await acmeIn(november)
    expect((await billing.shadow.rate({ ...october, account: 'acme', candidate: dearer })).totals).toMatchObject([{ delta: '1' }])
    expect(await failureIn(() => billing.shadow.rate({ ...october, account: 'nobody', candidate: dearer }))).toMatchObject({ code: 'account.unknown' })
  })
})
