import { memory } from '@farthing/adapters-memory'
import { count, timeWeighted } from '@farthing/core'
import { defineCatalog, perUnit, plan } from '@farthing/pricing'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { call, failureIn } from '../test/sample-billing.js'

const catalog = defineCatalog({
  meters: { calls: count({ event: 'api.call' }), seats: timeWeighted({ event: 'seats', value: 'seats', reports: 'level', per: 'hour' }) },
  plans: { api: plan({ currency: 'EUR', every: 'month' }, { calls: perUnit('calls', '0.1') }) },
})
const october = { from: '2026-10-01T00:00:00Z', to: '2026-11-01T00:00:00Z' }

/** October of `acme`, billed; reviewed unless told otherwise. */
async function lived(isReviewed = true) {
  const storage = memory()
  const at = (now: string) => createBilling({ catalog, storage, clock: fixedClock(now), retention: { policy: { usage_event: { keep: 'P1Y', from: 'recorded' } } } })
  const then = at('2026-10-17T00:00:00Z')
  await then.subscriptions.start({ key: 'acme', account: 'acme', plan: 'api', from: '2026-10-01', zone: 'UTC' })
  await then.events.ingest(['a', 'b'].map((id) => call(id, { subject: 'acme', time: '2026-10-14T00:00:00Z' })))
  await at('2026-11-02T00:00:00Z').invoices.issue({ key: 'i', account: 'acme', period: '2026-10' })
  const later = at('2028-01-01T00:00:00Z')
  for (const review of isReviewed ? (['audit', 'minimisation'] as const) : []) await later.retention.review({ key: review, account: 'acme', period: october, review, reason: 'year closed' })
  return { storage, at, later }
}

const release = (confirm: string) => ({ key: 'r', period: october, confirm, reason: 'retention schedule', actor: 'controller' })

describe('retention.release', () => {
  it('records that a whole period may go, once, and takes nothing away', async () => {
    const { storage, later } = await lived()
    // #region release
    const preview = await later.retention.previewRelease({ period: october })
    const released = await later.retention.release({ key: 'r', period: october, confirm: preview.id, reason: 'retention schedule', actor: 'controller' })
    // #endregion release
    expect(preview).toMatchObject({ decision: 'compact_candidate', events: 2, loose: 0, keptTypes: ['seats'] })
    expect(released).toMatchObject({ by: 'controller', at: '2028-01-01T00:00:00.000000Z', from: '2026-10-01T00:00:00.000000Z', to: '2026-11-01T00:00:00.000000Z', keptTypes: ['seats'] })
    expect(await later.retention.release(release(preview.id))).toEqual(released)
    expect(await failureIn(() => later.retention.release({ ...release(preview.id), reason: 'another' }))).toMatchObject({ code: 'command.conflict' })
    const kept = await storage.transaction('default', ({ eventBodies }) => eventBodies.decision(released.id))
    expect(kept).toMatchObject({ kind: 'release', subjects: [], subscriptions: [], reason: 'retention schedule' })
    expect((await later.events.count({ from: october.from, to: october.to })).events).toBe(2)
  })

  it('waits for every account, for what belongs to nobody, and for the time of the policy', async () => {
    const { at, later } = await lived(false)
    const attempt = async (billing = later) => failureIn(async () => billing.retention.release(release((await billing.retention.previewRelease({ period: october })).id)))
    const refused = { code: 'retention.release_refused', field: 'period' }
    expect(await attempt()).toMatchObject({ ...refused, message: expect.stringContaining('audit_reviewed of acme, minimisation_reviewed of acme') as unknown })
    for (const review of ['audit', 'minimisation'] as const) await later.retention.review({ key: review, account: 'acme', period: october, review, reason: 'year closed' })
    expect(await attempt(at('2027-02-01T00:00:00Z'))).toMatchObject(refused)
    await later.events.ingest([call('n', { subject: 'nobody', time: '2026-10-20T00:00:00Z' })])
    expect(await attempt()).toMatchObject({ ...refused, message: expect.stringContaining('1 readings that belong to nobody') as unknown, facts: { loose: 1 } })
  })

  it('is of what was seen: one more event is another id', async () => {
    const { later } = await lived()
    const preview = await later.retention.previewRelease({ period: october })
    await later.events.ingest([{ ...call('other', { subject: 'acme', time: '2026-10-20T00:00:00Z' }), type: 'of no meter' }])
    expect(await failureIn(() => later.retention.release(release(preview.id)))).toMatchObject({ code: 'retention.not_confirmed', field: 'confirm' })
    expect(await failureIn(() => later.retention.previewRelease({ period: { from: '2027-12-31T00:00:00Z', to: '2028-01-02T00:00:00Z' } }))).toMatchObject({ code: 'retention.review_invalid' })
  })
})
