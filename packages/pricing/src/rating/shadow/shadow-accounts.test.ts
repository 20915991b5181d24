import { describe, expect, it } from 'vitest'
import { plan } from '../../catalog/plan.js'
import { bucket, flat, graduated } from '../../catalog/price-constructors.js'
import { publishPlan } from '../../catalog/publish-plan.js'
import type { RatingInput } from '../rate.js'
import { october, october2026, used } from '../test/october.js'
import { shadowAccounts, type ShadowStream, type ShadowSummary } from './shadow-accounts.js'
import type { ShadowAccount } from './shadow-amounts.js'
import { shadowRate } from './shadow-rate.js'

const monthly = { currency: 'EUR', every: 'month' } as const
const dearer = publishPlan('pro', plan(monthly, { base: flat('49'), tokens: graduated('tokens', [{ upTo: '1000000', unit: '0' }, { unit: '0.000005' }]) }))
const november = { from: october.to, to: '2026-11-30T23:00:00.000000Z' }

function periodOf(account: string, others: Partial<RatingInput> = {}): RatingInput {
  const input = october2026(others)
  return { ...input, contract: { ...input.contract, subscription: { ...input.contract.subscription, account } } }
}

async function streamed(stream: ShadowStream): Promise<{ readonly rows: readonly ShadowAccount[]; readonly summary: ShadowSummary }> {
  const rows: ShadowAccount[] = []
  const accounts = shadowAccounts(stream)
  for (;;) {
    const next = await accounts.next()
    if (next.done === true) return { rows, summary: next.value }
    rows.push(next.value)
  }
}

describe('shadowAccounts', () => {
  it('gives the rows and the totals of shadowRate', async () => {
    const periods = [periodOf('acme'), periodOf('acme', { period: november, facts: { usage: [used('3', november)] } }), periodOf('zeta')]
    const whole = shadowRate({ periods, candidate: dearer })
    const { rows, summary } = await streamed({ periods, candidate: dearer })
    expect(rows).toEqual(whole.accounts)
    expect(summary).toEqual({ ledgerWrites: false, ratedUsageWrites: false, totals: whole.totals.map(({ candidateRatingKeys: _, ...amounts }) => amounts) })
  })

  it('gives an account as soon as the next one begins', async () => {
    const read: string[] = []
    async function* history(): AsyncGenerator<RatingInput> {
      for (const account of ['acme', 'beta', 'zeta']) {
        read.push(account)
        yield await Promise.resolve(periodOf(account))
      }
    }
    const first = await shadowAccounts({ periods: history(), candidate: dearer }).next()
    expect(first).toMatchObject({ done: false, value: { account: 'acme', delta: '1' } })
    expect(read).toEqual(['acme', 'beta'])
  })

  it("carries the candidate's own state from period to period of one account", async () => {
    const rolling = publishPlan('pro', plan(monthly, { tokens: bucket('tokens', { included: '1500000', overage: '0.00001', rolloverLimit: '100000' }) }))
    const next = periodOf('acme', { period: november, facts: { usage: [used('1700000', november)] } })
    expect((await streamed({ periods: [periodOf('acme'), next], candidate: rolling })).rows).toMatchObject([{ existing: '100.75', candidate: '1' }])
  })

  it('refuses an account that comes again', async () => {
    const periods = [periodOf('acme'), periodOf('zeta'), periodOf('acme')]
    await expect(streamed({ periods, candidate: dearer })).rejects.toMatchObject({ code: 'rating.out_of_order', field: 'periods' })
  })

  it('ends with nothing where there is nothing', async () => {
    expect(await streamed({ periods: [], candidate: dearer })).toEqual({ rows: [], summary: { ledgerWrites: false, ratedUsageWrites: false, totals: [] } })
  })
})
