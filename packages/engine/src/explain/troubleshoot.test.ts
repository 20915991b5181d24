import { memory, mockUsageSink } from '@farthing/adapters-memory'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { catalog, tokens } from '../test/sample-billing.js'

async function inOctober() {
  const { sink } = mockUsageSink({ name: 'stripe', meters: ['tokens'] })
  const billing = createBilling({ catalog, storage: memory(), clock: fixedClock('2026-10-20T00:00:00Z'), usageReporting: { sinks: [sink] } })
  await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01', zone: 'UTC' })
  await billing.events.ingest([tokens('r1', '1400000'), tokens('typo', '5', { subject: 'acne' }), tokens('early', '5', { time: '2026-09-30T23:59:59Z' }), tokens('many', 'many')])
  return billing
}

describe('the page about troubleshooting', () => {
  it('finds an event that is on no invoice', async () => {
    const billing = await inOctober()
    // #region event
    const { status, fates } = await billing.events.whyNot({ source: 'api', id: 'typo' })
    expect(status).toBe('kept')
    expect(fates).toMatchObject([{ meter: 'tokens', outcome: 'excluded', reason: 'unattached', unattached: 'none' }])
    // #endregion event
    // #region period
    const [month] = await billing.events.conservation({ account: 'acme', period: '2026-10' })
    expect(month).toMatchObject({ meter: 'tokens', events: 2, billed: 0, excluded: { quarantined: 1, not_invoiced: 0, unsealed: 1 } })
    // #endregion period
    expect((await billing.events.list({ status: 'unattached' })).items.map(({ event }) => event.id)).toEqual(['early', 'typo'])
  })

  it('shows what an overage is made of', async () => {
    const billing = await inOctober()
    // #region overage
    const terms = await billing.subscriptions.terms({ subscription: 'acme' })
    expect(terms?.components['tokens']).toMatchObject({ component: { price: { model: 'graduated', tiers: [{ upTo: '1000000', unit: '0' }, { unit: '0.0000025' }] } } })

    const { usage, refused } = await billing.usage.current({ subscription: 'acme', period: '2026-10' })
    expect(usage).toMatchObject([{ meter: 'tokens', quantity: '1400000', events: 1, from: '2026-10-01T00:00:00.000000Z' }])
    const { breakdown } = await billing.quotes.estimate({ subscription: 'acme', period: '2026-10' })
    expect(breakdown.map(({ calculation, amount }) => `${calculation} = ${amount}`)).toEqual(['Base = 49', '400000 * 0.0000025 = 1'])
    // #endregion overage
    expect(refused).toEqual([])
  })

  it('shows whether usage reached a sink, and sends it', async () => {
    const billing = await inOctober()
    // #region sink
    const october = { from: '2026-10-01T00:00:00.000000Z', to: '2026-11-01T00:00:00.000000Z' }
    const last = () => billing.sinks.latest({ sink: 'stripe', subscription: 'acme', meter: 'tokens', ...october })
    expect(await last()).toBeUndefined() // it was never measured for the sink: the job did not run
    await billing.jobs.run('report')
    expect(await last()).toMatchObject({ status: 'delivered', record: { revision: 1, quantity: '1400000' } })
    // #endregion sink
  })

  it('says in one answer whether everything runs', async () => {
    const billing = await inOctober()
    // #region health
    const { status, stages, jobs } = await billing.health()
    const behind = stages.filter(({ isLate }) => isLate)
    const never = jobs.filter(({ outcome }) => outcome === 'never')
    // #endregion health
    expect([status, behind.length, never.length > 0]).toEqual(['ok', 0, true])
  })
})
