import { memory } from '@farthing/adapters-memory'
import { count } from '@farthing/core'
import { verifyInvoice } from '@farthing/ledger'
import { accountCommitDrawdown, accountMinimumCommitment, defineCatalog, defineStage, flat, percentDiscount, perUnit, plan, type Bindings } from '@farthing/pricing'
import type { Storage } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { call, failureIn, readOnly } from '../test/sample-billing.js'

const month = { currency: 'EUR', every: 'month' } as const
const catalog = defineCatalog({
  meters: { calls: count({ event: 'api.call' }) },
  plans: {
    pro: plan(month, { calls: perUnit('calls', '1') }),
    listed: plan({ ...month, program: { stages: [percentDiscount('own', { percent: '50' })] } }, { calls: perUnit('calls', '1') }),
    yearly: plan({ currency: 'EUR', every: 'year' }, { fee: flat('120') }),
  },
})

interface Given {
  readonly storage?: Storage
  readonly now?: string
  readonly tenant?: string
  readonly programs?: Bindings
}

function billingOf({ storage = memory(), now = '2027-01-02T00:00:00Z', tenant = 'default', programs }: Given) {
  return createBilling({ catalog, storage, clock: fixedClock(now), tenant, ...(programs === undefined ? {} : { programs }) })
}

/** Ten calls in October on `api`, twenty on `batch`; thirty and none in November; none in December. */
async function withUsage(given: Given, planName: 'pro' | 'listed' = 'pro') {
  const billing = billingOf(given)
  for (const id of ['api', 'batch']) await billing.subscriptions.start({ key: id, account: 'acme', plan: planName, from: '2026-10-01', subjects: [id] })
  const calls = (subject: string, day: string, times: number) => Array.from({ length: times }, (_, index) => call(`${subject}${day}${index}`, { subject, time: `${day}T09:00:00Z` }))
  await billing.events.ingest([...calls('api', '2026-10-14', 10), ...calls('batch', '2026-10-14', 20), ...calls('api', '2026-11-14', 30)])
  return billing
}

const months = ['2026-10', '2026-11', '2026-12'] as const

async function issueAll(billing: Awaited<ReturnType<typeof withUsage>>, periods: readonly string[] = months) {
  const totals: string[] = []
  for (const period of periods) {
    const preview = await billing.invoices.preview({ account: 'acme', period })
    const invoice = await billing.invoices.issue({ key: period, account: 'acme', period })
    expect(invoice.contentHash).toBe(preview.contentHash)
    const evidence = await billing.invoices.evidence(invoice.id)
    expect(evidence && verifyInvoice(evidence)).toEqual({ verdict: 'verified' })
    totals.push(invoice.totals.payable)
  }
  return totals
}

const [loyal] = [percentDiscount('loyal', { percent: '10' })]
const launch = (percent: string) => ({ name: 'launch', use: loyal.use, rules: [{ id: `${percent} percent`, config: { percent } }] })
const discounts: Bindings = {
  bindings: [{ id: 'standard', scope: { plan: 'pro' }, stages: [{ id: 'loyal', use: loyal.use, policy: 'launch' }] }],
  policies: [launch('10'), { ...launch('20'), tenant: 'partner' }],
}

describe('the program of a subscription', () => {
  it('is the one that is bound, with the policy of the tenant, and its rule stands on the line', async () => {
    const [own, partner] = [await withUsage({ programs: discounts }), await withUsage({ programs: discounts, tenant: 'partner' })]
    expect([await issueAll(own), await issueAll(partner)]).toEqual([['27', '27', '0'], ['24', '24', '0']])
    const [invoice] = (await partner.invoices.list()).items
    expect(invoice?.lines[0]?.adjustments).toMatchObject([{ stage: 'loyal', rule: '20 percent', amount: '-2' }])
    const evidence = await partner.invoices.evidence(invoice?.id ?? '')
    expect(evidence?.ratings[0]?.contract).toMatchObject({ binding: 'standard', program: { stages: [{ id: 'loyal' }] } })
  })

  it('is that of the plan where nothing is bound to it', async () => {
    expect(await issueAll(await withUsage({ programs: discounts }, 'listed'))).toEqual(['15', '15', '0'])
  })

  it('rates estimates, projections, bounds and shadow ratings too', async () => {
    const billing = await withUsage({ programs: discounts, now: '2026-12-01T00:00:00Z' })
    expect((await billing.quotes.estimate({ subscription: 'api', period: '2026-11' })).total).toBe('27')
    const { totals } = await billing.shadow.rate({ account: 'acme', from: '2026-10-01', to: '2026-12-01', candidate: { ...catalog, plans: { ...catalog.plans, pro: plan(month, { calls: perUnit('calls', '2') }) } } })
    expect(totals).toMatchObject([{ existing: '54', candidate: '108' }])
  })

  it('is part of the evidence, not of the instance: a later binding does not reach an invoice', async () => {
    const storage = memory()
    const billing = await withUsage({ storage, programs: discounts })
    const { id } = await billing.invoices.issue({ key: 'i', account: 'acme', period: '2026-10' })
    const evidence = await billingOf({ storage }).invoices.evidence(id)
    expect(evidence && verifyInvoice(evidence)).toEqual({ verdict: 'verified' })
  })

  it.each<[string, unknown, object]>([
    ['a stage that does not exist', { bindings: [{ id: 'b', stages: [{ id: 's', use: 'nothing@1', rules: [{ id: 'r', config: {} }] }] }] }, { code: 'program.stage_unknown' }],
    ['a policy that does not exist', { bindings: [{ id: 'b', stages: [{ id: 's', use: loyal.use, policy: 'other' }] }] }, { code: 'program.policy_unknown' }],
    ['two that fit alike', { bindings: [{ id: 'a', stages: [] }, { id: 'b', stages: [] }] }, { code: 'program.binding_ambiguous' }],
  ])('is refused with %s, before anything is rated', async (_, programs, failure) => {
    const storage = memory()
    await withUsage({ storage })
    const billing = billingOf({ storage: readOnly(storage), programs: { bindings: (programs as Bindings).bindings.map((each) => ({ ...each, scope: {} })) } })
    expect(await failureIn(() => billing.invoices.preview({ account: 'acme', period: '2026-10' }))).toMatchObject(failure)
  })

  it('is read when billing is made', () => {
    expect(() => billingOf({ programs: { bindings: [{ id: 'a' } as never] } })).toThrow(expect.objectContaining({ code: 'catalog.malformed', field: 'programs.bindings[0].stages' }))
  })
})

const pooled = (stages: Bindings['bindings'][number]['stages'], scope: Bindings['bindings'][number]['scope'] = {}): Bindings => ({ bindings: [{ id: 'pooled', kind: 'account', scope, stages }] })
const minimum = pooled([accountMinimumCommitment('floor', { amount: '25' })])
const prepaid = pooled([accountCommitDrawdown('prepaid', { contract: { id: 'C1', kind: 'prepaid', amount: '50', currency: 'EUR', from: '2026-10-01T00:00:00Z', to: '2027-10-01T00:00:00Z' } })])

describe('the program of an account', () => {
  it('pools a minimum of 25 over its subscriptions: 30, 30, and 0 with what is missing', async () => {
    const billing = await withUsage({ programs: minimum })
    expect(await issueAll(billing)).toEqual(['30', '30', '25'])
    const december = (await billing.invoices.list()).items.find(({ from }) => from.startsWith('2026-12'))
    expect(december?.lines.map(({ component, amount }) => [component, amount])).toEqual([['floor', '25'], ['calls', '0'], ['calls', '0']])
  })

  it('draws 50 prepaid down over three periods: 30, then the 20 that are left', async () => {
    expect(await issueAll(await withUsage({ programs: prepaid }))).toEqual(['0', '10', '0'])
  })

  it('hands on what rating the earlier periods gives, billed or not', async () => {
    const storage = memory()
    const billing = await withUsage({ storage, programs: prepaid })
    const reading = billingOf({ storage: readOnly(storage), programs: prepaid })
    const november = async () => (await reading.invoices.preview({ account: 'acme', period: '2026-11' })).contentHash
    const before = await november()
    await issueAll(billing, ['2026-10'])
    expect(await november()).toBe(before)
    expect(await issueAll(billing, ['2026-11'])).toEqual(['10'])
  })

  it('hands on what an unbilled period of resold subscriptions gives, on the side of the reseller', async () => {
    const storage = memory()
    const billing = billingOf({ storage, programs: prepaid })
    await billing.subscriptions.start({ key: 'api', account: 'globex', plan: 'pro', from: '2026-10-01', subjects: ['api'], wholesale: { account: 'acme', plan: 'pro' } })
    await billing.events.ingest(['2026-10-14', '2026-11-14'].flatMap((day) => Array.from({ length: 30 }, (_, index) => call(`${day}${index}`, { subject: 'api', time: `${day}T09:00:00Z` }))))
    const november = () => billing.invoices.preview({ account: 'acme', side: 'wholesale', period: '2026-11' })
    const before = await november()
    expect(before.totals.payable).toBe('10')
    await billing.invoices.issue({ key: 'w', account: 'acme', side: 'wholesale', period: '2026-10' })
    expect((await november()).contentHash).toBe(before.contentHash)
  })

  it('is for the billing period, the currency and the account that its binding names', async () => {
    const totalWith = async (scope: Bindings['bindings'][number]['scope'], period: string) => {
      const billing = await withUsage({ programs: pooled([accountMinimumCommitment('floor', { amount: '200' })], scope) })
      await billing.subscriptions.start({ key: 'year', account: 'acme', plan: 'yearly', from: '2026-01-01', subjects: ['none'] })
      return (await billing.invoices.preview({ account: 'acme', period })).totals.payable
    }
    expect(await totalWith({}, '2026')).toBe('200')
    expect(await totalWith({ every: 'month' }, '2026')).toBe('120')
    expect(await totalWith({ every: 'month', currency: 'EUR', account: 'acme' }, '2026-10')).toBe('200')
    expect(await totalWith({ currency: 'USD' }, '2026-10')).toBe('30')
    expect(await totalWith({ account: 'globex' }, '2026-10')).toBe('30')
  })

  it('is due for the days on which a subscription runs: 16 of 31', async () => {
    const billing = billingOf({ programs: pooled([accountMinimumCommitment('floor', { amount: '31' })]) })
    await billing.subscriptions.start({ key: 'late', account: 'acme', plan: 'pro', from: '2026-10-16', anchor: '2026-10-01' })
    expect((await billing.invoices.preview({ account: 'acme', period: '2026-10' })).totals.payable).toBe('16')
  })

  it('reads what the host says of the account, and what Farthing knows of it', async () => {
    const seen: unknown[] = []
    const looking = defineStage({
      manifest: {
        name: 'looking', version: 1, kind: 'amount', step: 'minimum', scope: 'account', limits: { charges: 100, effects: 1 },
        facts: [{ pack: 'account', versions: [1], fields: ['account', 'currency', 'segment'], required: true }],
      },
      check: (config) => config as object,
      run: ({ facts }) => (seen.push(facts['account']), { effects: [] }),
    })
    const storage = memory()
    await withUsage({ storage })
    const programs = pooled([{ id: 'looking', use: 'looking@1', rules: [{ id: 'x', config: {} }] }])
    const options = { catalog, storage, clock: fixedClock('2027-01-02T00:00:00Z'), stages: { 'looking@1': looking }, programs }
    await createBilling(options).invoices.preview({ account: 'acme', period: '2026-10' })
    await createBilling({ ...options, facts: async ({ account, subscription }) => ({ account: [{ account, segment: subscription ?? 'whole' }] }) }).invoices.preview({ account: 'acme', period: '2026-10' })
    expect(seen).toEqual([[{ account: 'acme', currency: 'EUR' }], [{ account: 'acme', segment: 'whole' }]])
  })
})
