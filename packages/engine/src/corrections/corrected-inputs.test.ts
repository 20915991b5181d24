import { memory } from '@farthing/adapters-memory'
import { sum } from '@farthing/core'
import { fxSnapshot } from '@farthing/ledger'
import { defineCatalog, flat, perUnit, plan, publishPlan } from '@farthing/pricing'
import type { CorrectedInputs, Storage } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { failureIn } from '../test/sample-billing.js'

const monthly = { currency: 'EUR', every: 'month' } as const
const catalog = defineCatalog({
  meters: { calls: sum({ event: 'calls', value: 'count' }), minutes: sum({ event: 'minutes', value: 'count' }) },
  plans: { api: plan(monthly, { calls: perUnit('calls', '10') }), dollars: plan({ ...monthly, currency: 'USD' }, { fee: flat('10') }) },
})
const rate = (jurisdiction: string, percent: '19' | '20') => ({ jurisdiction, category: 'saas', taxes: [{ tax: 'vat', treatment: 'standard', percent }] }) as const
const tax = { name: 'own', version: '1', defaultCategory: 'saas', rates: [rate('DE', '19'), rate('AT', '20')] } as const
const fxRate = (percent: '0.92' | '0.9') => ({ provider: 'own', base: 'USD', quote: 'EUR', rate: percent, inverse: { rule: 'divide' }, at: '2026-01-01T00:00:00Z' }) as const
const wrong = publishPlan('api', catalog.plans.api)
const right = publishPlan('api', plan(monthly, { calls: perUnit('calls', '8') }))

function billingAt(storage: Storage, now: string) {
  return createBilling({ catalog, storage, clock: fixedClock(now), tax, seller: { name: 'Farthing GmbH', jurisdiction: 'DE' }, fx: { provider: 'own', rates: [{ base: 'USD', quote: 'EUR', rate: '0.92', inverse: { rule: 'divide' }, at: '2026-01-01T00:00:00Z' }] } })
}

/** January and February with 100 calls at 10.00 each and a fee of 10 dollars at 0.92, invoiced: 1,009.20 each. */
async function invoiced() {
  const storage = memory()
  const billing = billingAt(storage, '2026-01-01T00:00:00Z')
  await billing.accounts.put({ key: 'acme', account: { id: 'acme', kind: 'customer', currency: 'EUR', zone: 'UTC', taxProfile: { jurisdiction: 'DE', registrations: [] } } })
  for (const name of ['api', 'dollars'] as const) await billing.subscriptions.start({ key: name, account: 'acme', plan: name, from: '2026-01-01', zone: 'UTC' })
  const ids: string[] = []
  for (const month of [1, 2]) {
    await billing.events.ingestOrThrow([calls(`m${month}`, '100', `2026-0${month}-10T00:00:00Z`)])
    ids.push((await billingAt(storage, `2026-0${month + 1}-02T00:00:00Z`).invoices.issue({ key: `${month}`, account: 'acme', period: `2026-0${month}` })).id)
  }
  return { ids, billing: billingAt(storage, '2026-03-05T00:00:00Z') }
}

const calls = (id: string, count: string, time: string) => ({ id, source: 'api', type: 'calls', subject: 'acme', time, data: { count } })
const priceVersion = { kind: 'price_version', reference: right.version, text: 'The price is 8.00' } as const
const replaced: CorrectedInputs = { planVersions: [{ from: wrong.version, to: right }] }

describe('an invoice is corrected where what it was made from was wrong', () => {
  it.each([
    ['the price', replaced, priceVersion, '-200', '-238'],
    ['the rate of exchange', { conversions: [fxSnapshot(fxRate('0.9'))] }, { kind: 'fx_input', reference: 'USD/EUR', text: 'The rate was 0.90' }, '-0.2', '-0.24'],
    ['where the customer is', { tax: { customer: { id: 'acme', jurisdiction: 'AT', registrations: [] } } }, { kind: 'tax_input', reference: 'acme', text: 'The customer is in Austria' }, '0', '10.09'],
  ] as const)('%s', async (_, inputs, cause, net, gross) => {
    const { ids: [id = ''], billing } = await invoiced()
    const [look] = await billing.corrections.correct({ key: 'c', invoice: id, causes: [cause], inputs })
    expect(look).toMatchObject({ inputs, correction: { causes: [cause], totals: { net, gross } } })
    expect(await billing.corrections.correct({ key: 'again', invoice: id, causes: [cause] })).toMatchObject([{ revision: 2 }])
    expect((await billing.corrections.ofInvoice(id))[1]).not.toHaveProperty('correction')
  })

  it('the corrected price holds for what comes in late, until it is corrected back', async () => {
    const { ids: [id = ''], billing } = await invoiced()
    await billing.corrections.correct({ key: 'c', invoice: id, causes: [priceVersion], inputs: replaced })
    await billing.events.ingestOrThrow([calls('late', '1', '2026-01-20T00:00:00Z')])
    expect((await billing.corrections.takeLate()).corrected).toMatchObject([{ correction: { totals: { net: '8' } } }])
    const back = { planVersions: [{ from: right.version, to: wrong }] }
    const [look] = await billing.corrections.correct({ key: 'back', invoice: id, causes: [priceVersion], inputs: back })
    expect(look).toMatchObject({ correction: { totals: { net: '202' } } })
  })

  it('in a rewind, each invoice that it is about; as proposed, and applied', async () => {
    const { ids, billing } = await invoiced()
    const scope = { from: '2026-01-01T00:00:00Z', causes: [priceVersion], inputs: replaced } as const
    const planned = await billing.corrections.planRewind(scope)
    expect(planned.totals).toEqual([{ account: 'acme', currency: 'EUR', net: '-400', tax: '-76', gross: '-476' }])
    const proposal = await billing.corrections.propose({ key: 'p', invoice: ids[0] ?? '', causes: [priceVersion], inputs: replaced })
    expect(await billing.corrections.apply({ key: 'a', proposal: proposal.id })).toMatchObject([{ inputs: replaced, correction: { totals: { net: '-200' } } }])
    expect((await billing.corrections.rewind({ key: 'r', ...scope })).map(({ correction }) => correction?.totals.net)).toEqual([undefined, '-200'])
  })
})

describe('a subscription that was another', () => {
  it('changes in periods that are invoiced, where their invoices are corrected', async () => {
    const { ids: [january = '', february = ''], billing } = await invoiced()
    const change = { key: 'gone', subscription: 'dollars', at: '2026-01-17' } as const
    expect(await failureIn(() => billing.subscriptions.cancel(change))).toMatchObject({ code: 'subscription.period_billed' })
    await billing.subscriptions.cancel({ ...change, billed: 'corrected' })
    const cause = { kind: 'subscription_fact', reference: 'dollars', text: 'It ended on 16 January', subscription: 'dollars' } as const
    const looks = await billing.corrections.rewind({ key: 'r', from: '2026-01-01T00:00:00Z', causes: [cause] })
    // 15 of 31 days of 9.20, and all of February.
    expect(looks.map(({ invoice, correction }) => [invoice, correction?.totals.net])).toEqual([[january, '-4.45'], [february, '-9.2']])
// A fee of other days is another charge.
    expect(looks[0]?.note?.lines.map(({ description, from, to, billed, due, net }) => [description, from.slice(0, 10), to.slice(0, 10), billed, due, net])).toEqual([
      ['fee', '2026-01-01', '2026-01-17', '0', '4.75', '-4.75'], ['fee', '2026-01-01', '2026-02-01', '9.2', '0', '9.2'],
    ])
  })
})

describe('inputs that are not about the invoice are refused', () => {
  const dearer = publishPlan('api', plan(monthly, { calls: perUnit('calls', '8'), minutes: perUnit('minutes', '1') }))
  const yearly = publishPlan('api', plan({ currency: 'EUR', every: 'year' }, { calls: perUnit('calls', '8') }))
  it.each<readonly [string, CorrectedInputs, string]>([
    ['a version by which nothing is priced', { planVersions: [{ from: right.version, to: wrong }] }, 'inputs.planVersions[0].from'],
    ['a version that is not its hash', { planVersions: [{ from: wrong.version, to: { ...right, version: wrong.version } }] }, 'inputs.planVersions[0].to.version'],
    ['a version with other periods', { planVersions: [{ from: wrong.version, to: yearly }] }, 'inputs.planVersions[0].to.content'],
    ['a version of another meter', { planVersions: [{ from: wrong.version, to: dearer }] }, 'inputs.planVersions[0].to.content'],
    ['a rate of currencies that it does not convert', { conversions: [fxSnapshot({ ...fxRate('0.9'), base: 'CHF' })] }, 'inputs.conversions[0]'],
    ['another customer', { tax: { customer: { id: 'beta', jurisdiction: 'AT', registrations: [] } } }, 'inputs.tax.customer.id'],
  ])('%s', async (_, inputs, field) => {
    const { ids: [id = ''], billing } = await invoiced()
    expect(await failureIn(() => billing.corrections.correct({ key: 'c', invoice: id, causes: [priceVersion], inputs }))).toMatchObject({ code: 'correction.mismatch', field })
  })
})
