import { describe, expect, it } from 'vitest'
import { plan } from '../../catalog/plan.js'
import { bucket, flat, graduated, percentage } from '../../catalog/price-constructors.js'
import { publishPlan } from '../../catalog/publish-plan.js'
import { rate, type RatingInput } from '../rate.js'
import { shadowRate } from './shadow-rate.js'
import { october2026, subscription, used, version } from '../test/october.js'

const monthly = { currency: 'EUR', every: 'month' } as const
const base = flat('49')
const dearer = publishPlan('pro', plan(monthly, { base, tokens: graduated('tokens', [{ upTo: '1000000', unit: '0' }, { unit: '0.000005' }]) }))

/** 800,000 tokens on the 1st, 400,000 on the 2nd, 200,000 on the 3rd of October in Berlin. */
const threeDays = [
  used('800000', { from: '2026-10-01T10:00:00.000000Z', to: '2026-10-01T10:15:00.000000Z' }),
  used('400000', { from: '2026-10-02T10:00:00.000000Z', to: '2026-10-02T10:15:00.000000Z' }),
  used('200000', { from: '2026-10-03T10:00:00.000000Z', to: '2026-10-03T10:15:00.000000Z' }),
]
const period = (account: string, others: Partial<RatingInput> = {}): RatingInput =>
  october2026({ contract: { tenant: 'seller', side: 'retail', subscription: { ...subscription, account }, planVersion: version }, facts: { usage: threeDays }, ...others })

describe('shadowRate', () => {
  it('shows what usage cost, what it would cost, and the first day that made the difference', () => {
    const input = period('acme')
    const keys = rate({ ...input, contract: { ...input.contract, planVersion: dearer } }).charges.map(({ ratingKey }) => ratingKey)
    expect(keys).toHaveLength(2)
    const amounts = { currency: 'EUR', existing: '50', candidate: '51', delta: '1' }
    expect(shadowRate({ periods: [input], candidate: dearer })).toEqual({
      ledgerWrites: false,
      ratedUsageWrites: false,
      accounts: [{ account: 'acme', ...amounts, candidateRatingKeys: keys, divergesOn: '2026-10-02' }],
      totals: [{ ...amounts, candidateRatingKeys: keys, divergesOn: '2026-10-02' }],
    })
  })

  it('sums over accounts, each in one row', () => {
    const { accounts, totals } = shadowRate({ periods: [period('zeta'), period('acme'), period('zeta')], candidate: dearer })
    expect(accounts.map(({ account, delta, candidateRatingKeys }) => [account, delta, candidateRatingKeys.length])).toEqual([['acme', '1', 2], ['zeta', '2', 4]])
    expect(totals).toMatchObject([{ currency: 'EUR', existing: '150', candidate: '153', delta: '3', divergesOn: '2026-10-02' }])
    expect(totals[0]?.candidateRatingKeys).toEqual(accounts.flatMap(({ candidateRatingKeys }) => candidateRatingKeys))
  })

  it('finds no difference from the own terms, nor a day of one', () => {
    const [account] = shadowRate({ periods: [period('acme')], candidate: version }).accounts
    expect(account).toMatchObject({ existing: '50', candidate: '50', delta: '0' })
    expect(account).not.toHaveProperty('divergesOn')
  })

  it('sees another fee on the first day', () => {
    const cheaper = publishPlan('pro', plan(monthly, { base: flat('40') }))
    expect(shadowRate({ periods: [period('acme')], candidate: cheaper }).accounts[0]).toMatchObject({ delta: '-10', divergesOn: '2026-10-01' })
  })

  it("carries the candidate's own state from period to period", () => {
    const rolling = publishPlan('pro', plan(monthly, { tokens: bucket('tokens', { included: '1500000', overage: '0.00001', rolloverLimit: '100000' }) }))
    const november = { from: '2026-10-31T23:00:00.000000Z', to: '2026-11-30T23:00:00.000000Z' }
    const next = period('acme', { period: november, facts: { usage: [used('1700000', november)] } })
    // 100,000 of October roll over, so 100,000 exceed 1,600,000.
    expect(shadowRate({ periods: [period('acme'), next], candidate: rolling }).accounts[0]).toMatchObject({ existing: '100.75', candidate: '1' })
  })

  it('reads periods one by one, and none after a refusal', () => {
    let read = 0
    function* periods() {
      for (read = 1; read <= 3; read += 1) yield period('acme', read === 2 ? { facts: { usage: [used('1', { subscription: 'other' })] } } : {})
    }
    expect(() => shadowRate({ periods: periods(), candidate: dearer })).toThrow(expect.objectContaining({ code: 'rating.usage_outside' }))
    expect(read).toBe(2)
  })

  it('refuses a candidate in another currency', () => {
    const dollars = publishPlan('pro', plan({ ...monthly, currency: 'USD' }, { base: flat('49') }))
    expect(() => shadowRate({ periods: [period('acme')], candidate: dollars })).toThrow(expect.objectContaining({ code: 'rating.currency_mismatch' }))
  })

  it('tries a whole price book, plan by plan', () => {
    const versions = [publishPlan('team', plan(monthly, { base: flat('1') })), dearer]
    const team = period('zeta', { contract: { ...period('zeta').contract, planVersion: publishPlan('team', plan(monthly, { base: flat('5') })) }, facts: { usage: [] } })
    const solo = period('solo', { contract: { ...period('solo').contract, planVersion: publishPlan('solo', plan(monthly, { base: flat('9') })) }, facts: { usage: [] } })
    const { accounts } = shadowRate({ periods: [period('acme'), team, solo], candidate: { versions } })
    expect(accounts.map(({ account, delta }) => [account, delta])).toEqual([['acme', '1'], ['solo', '0'], ['zeta', '-4']])
  })

  it('tries a plan in place of add-ons and overrides', () => {
    const { contract } = period('acme')
    const added = { ...contract, pieces: [{ ...october2026().period, components: { ...contract.planVersion.content.components, support: flat('10') } }] }
    expect(shadowRate({ periods: [period('acme', { contract: added })], candidate: version }).accounts[0]).toMatchObject({ existing: '60', candidate: '50' })
  })

  it('tries a program on the plan that each contract has', () => {
    const program = { stages: [{ id: 'sale', use: 'percent-discount@1', rules: [{ id: 'autumn', config: { percent: '10' } }] }] }
    expect(shadowRate({ periods: [period('acme')], candidate: { program } }).accounts[0]).toMatchObject({ existing: '50', candidate: '45', divergesOn: '2026-10-01' })
    const unknown = { stages: [{ ...program.stages[0], id: 'sale', use: 'no-such-stage@1', rules: [] }] }
    expect(() => shadowRate({ periods: [period('acme')], candidate: { program: unknown } })).toThrow(expect.objectContaining({ code: 'program.stage_unknown' }))
  })

  it('finds the day among events that are priced one by one', () => {
    const cards = (fixed: `${number}`) => publishPlan('pro', plan(monthly, { cards: percentage('tokens', '2', { fixed, freeAmount: '100' }) }))
    const day = (date: string) => ({ from: `2026-10-${date}T10:00:00.000000Z`, to: `2026-10-${date}T10:15:00.000000Z` })
    const usage = [used('90', day('05')), used('60', day('07'))]
    const ratedEvents = usage.map(({ from, quantity }) => ({ meter: 'tokens', dimensions: {}, occurredAt: from, source: 'shop', id: from, quantity }))
    const input = period('acme', { facts: { usage, ratedEvents } })
    const existing = { ...input, contract: { ...input.contract, planVersion: cards('0.5') } }
    expect(shadowRate({ periods: [existing], candidate: cards('0.7') }).accounts).toMatchObject([{ existing: '1.5', candidate: '1.7', divergesOn: '2026-10-07' }])
  })

  it('tries whatever a function makes of a contract', () => {
    const candidate = (contract: RatingInput['contract']) => ({ ...contract, planVersion: contract.subscription.account === 'acme' ? dearer : contract.planVersion })
    expect(shadowRate({ periods: [period('acme'), period('zeta')], candidate }).accounts.map(({ delta }) => delta)).toEqual(['1', '0'])
  })

  it('refuses a candidate of nothing', () => {
    expect(() => shadowRate({ periods: [period('acme')], candidate: {} })).toThrow(expect.objectContaining({ code: 'rating.fact_missing', field: 'candidate' }))
  })
})
