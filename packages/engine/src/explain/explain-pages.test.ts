import { memory } from '@farthing/adapters-memory'
import { parseUsageEvent } from '@farthing/core'
import {
  bundleCorrections, compareResults, comparisonText, lineText, recountedCorrection, recountUsage, resultOfCharges, resultOfInvoices, verifyBundle, verifyCorrections, verifyInclusion,
  type RatingResult,
} from '@farthing/ledger'
import { percentDiscount, rate, type Program } from '@farthing/pricing'
import { expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { catalog, october, tokens } from '../test/sample-billing.js'

const received = { receivedAt: '2026-11-02T00:00:00Z' }

async function invoiced() {
  const billing = createBilling({ catalog, storage: memory(), clock: fixedClock('2026-11-02T00:00:00Z') })
  await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01', zone: 'UTC' })
  await billing.events.ingest([tokens('r1', '600000'), tokens('r2', '800000', { time: '2026-10-20T09:00:00Z' })])
  return { billing, invoice: await billing.invoices.issue({ key: 'acme/2026-10', ...october }) }
}

it('a line is explained down to its events, and an event up to its line', async () => {
  const { billing, invoice } = await invoiced()
  const hashless = (text: string) => text.replaceAll(/[0-9a-f]{12}/g, '…')

  // #region line
  const line = invoice.lines.find(({ component }) => component === 'tokens')?.id ?? ''
  const explained = await billing.invoices.explain({ invoice: invoice.id, line, page: { limit: 100 } })
  const text = lineText(explained)
  // #endregion line
  expect(hashless(text)).toBe(`INV-000001, tokens of acme, from 2026-10-01 until 2026-11-01
  400,000 × 0.0000025 = 1.00 EUR
    Tier 1: 1,000,000 × 0.00 = 0.00
    Tier 2: 400,000 × 0.0000025 = 1.00
  price: graduated@1 of plan pro, version …
  stage: price:usage-tiers (usage-tiers@1, …)
  usage: tokens (model: large), 1,400,000 from 2 events, 2026-10-01 00:00 until 2026-11-01 00:00 (evidence …)
    window from 2026-10-14 09:00: 600,000 from 1 event (…)
    window from 2026-10-20 09:00: 800,000 from 1 event (…)
  event: r2 of api, 2026-10-20 09:00: tokens (model: large) 800000
  event: r1 of api, 2026-10-14 09:00: tokens (model: large) 600000`)

  // #region event
  const { fates } = await billing.events.whyNot({ source: 'api', id: 'r2' })
  expect(fates).toMatchObject([{
    meter: 'tokens', outcome: 'billed',
    lines: [{ number: 'INV-000001', description: 'tokens', steps: [{ tier: 1, quantity: '400000' }, { tier: 2, quantity: '400000' }] }],
  }])
  // #endregion event

  // #region conservation
  const [row] = await billing.events.conservation({ account: 'acme', period: '2026-10' })
  expect(row).toMatchObject({ meter: 'tokens', events: 2, billed: 2, excluded: { late: 0, quarantined: 0 }, invoiced: 2, replaced: 0 })
  // #endregion conservation

  // #region correction
  await billing.events.ingest([tokens('r3', '100000')])
  await billing.corrections.takeLate()
  const corrected = await billing.invoices.explain({ invoice: invoice.id, line, revision: 1 })
  expect(corrected.correction).toMatchObject({ number: 'INV-000002', billed: '1', due: '1.25', causes: [{ kind: 'late_event', reference: 'api/r3' }] })
  // #endregion correction
})

it('an invoice is verified by its bundle, its events and a proof', async () => {
  const { billing, invoice } = await invoiced()
  const events = [tokens('r1', '600000'), tokens('r2', '800000', { time: '2026-10-20T09:00:00Z' })].map((event) => parseUsageEvent(event, received))

  // #region bundle
  const bundle = (await billing.invoices.bundle(invoice.id)) ?? expect.fail('no such invoice')
  expect(verifyBundle(bundle)).toEqual({ verdict: 'verified' })
  // #endregion bundle

  // #region forged
  const { evidence } = bundle
  const forged = { ...bundle, evidence: { ...evidence, invoice: { ...evidence.invoice, totals: { ...evidence.invoice.totals, payable: '49' as const } } } }
  expect(verifyBundle(forged)).toEqual({ verdict: 'differs', path: 'totals.payable', expected: '50', actual: '49', unsealed: ['invoice'] })
  // #endregion forged

  // #region recount
  expect(recountUsage(bundle, events)).toBeUndefined()
  expect(recountUsage(bundle, events.slice(1))).toMatchObject({ path: 'ratings[0].facts.usage[0].events', expected: 1, actual: 2 })
  // #endregion recount

  const [event] = events
  if (event === undefined) return expect.fail('there are events')
  // #region proof
  const [proof] = await billing.invoices.prove({ invoice: invoice.id, source: 'api', id: 'r1' })
  // At the customer's, who has the event, the evidence and the proof:
  expect(proof && verifyInclusion(evidence, event, proof)).toMatchObject({ verdict: 'included' })
  // #endregion proof

  await billing.events.ingest([tokens('r3', '100000')])
  await billing.corrections.takeLate()
  // #region corrections
  const corrections = (await billing.corrections.bundle(invoice.id)) ?? expect.fail('no such invoice')
  expect(corrections.corrections.map(({ note }) => note?.number)).toEqual(['INV-000002'])
  expect(verifyCorrections(corrections)).toEqual({ verdict: 'verified' })
  // #endregion corrections
  const recounted = recountedCorrection(corrections) ?? expect.fail('it was rated again')
  expect(recountUsage(recounted, [...events, parseUsageEvent(tokens('r3', '100000'), received)])).toBeUndefined()
  expect(bundleCorrections(corrections)).toEqual(corrections)
})

it('our results are compared with legacy ones', async () => {
  const { invoice } = await invoiced()
  const invoices = [invoice]
  // #region compare
  const october = { from: '2026-10-01T00:00:00.000000Z', to: '2026-11-01T00:00:00.000000Z' }
  const legacy: RatingResult = {
    format: 'rating-result/1',
    name: 'legacy',
    lines: [
      { account: 'acme', period: october, line: 'acme/base', currency: 'EUR', amount: '49' },
      { account: 'acme', period: october, line: 'acme/tokens', currency: 'EUR', amount: '1.01', quantity: '1400000' },
    ],
  }
  const comparison = compareResults({ before: legacy, after: resultOfInvoices('farthing', invoices) })
  expect(comparison.counts).toEqual({ equal: 1, within: 0, changed: 1, added: 0, removed: 0 })
  const report = comparisonText(comparison)
  // #endregion compare
  expect(report).toBe(`legacy → farthing
acme
  ~ acme/tokens, 2026-10-01T00:00:00.000000Z until 2026-11-01T00:00:00.000000Z: 1.01 for 1,400,000 → 1 for 1,400,000 EUR (-0.01)
1 equal, 0 within the tolerance, 1 changed, 0 added, 0 removed
EUR: 50.01 → 50 (-0.01)`)
})

it('an old and a new program are compared over what was invoiced', async () => {
  const { billing, invoice } = await invoiced()
  // #region programs
  const { ratings } = (await billing.invoices.evidence(invoice.id)) ?? expect.fail('no such invoice')
  const under = (name: string, program?: Program) => {
    const rated = ratings.map((rating) => (program === undefined ? rating : { ...rating, contract: { ...rating.contract, program } }))
    return resultOfCharges(name, [{ account: invoice.account, charges: rated.flatMap((rating) => rate(rating).charges) }])
  }
  const comparison = compareResults({ before: under('today'), after: under('10 % off', { stages: [percentDiscount('ten', { percent: '10' })] }) })
  expect(comparison.differences.map(({ line, delta }) => [line, delta])).toEqual([['acme/base', '-4.9'], ['acme/tokens', '-0.1']])
  // #endregion programs
})
