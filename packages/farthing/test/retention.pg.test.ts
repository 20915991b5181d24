import { expect, it } from 'vitest'
import { maintainPartitions, migrate, postgres } from '@farthing/adapters-pg'
import { useTestDatabase } from '../../adapters-pg/test-server/use-test-database.js'
import { createBilling, defineCatalog, fixedClock, perUnit, plan, sum, verifyInvoice } from '../src/index.js'

const database = useTestDatabase()
const catalog = defineCatalog({
  meters: { tokens: sum({ event: 'llm.tokens', value: 'count' }) },
  plans: { pro: plan({ currency: 'EUR', every: 'month' }, { tokens: perUnit('tokens', '0.5') }) },
})
const october = { from: '2026-10-01T00:00:00Z', to: '2026-11-01T00:00:00Z' }
const retention = { policy: { usage_event: { keep: 'P1Y', from: 'recorded' } } } as const
const events = Array.from({ length: 30 }, (_, index) => ({
  id: `e${index}`, source: 'api', type: 'llm.tokens', subject: 'acme', time: `2026-10-${String(1 + index).padStart(2, '0')}T09:00:00Z`, data: { count: '2', mail: 'ada@example.org' },
}))

it('personal data and raw usage go under the role for it alone, and what was billed is verified, explained and counted as before', async () => {
  const at = (now: string, pool = database.app()) => createBilling({ catalog, storage: postgres(pool), clock: fixedClock(now), retention })
  const then = at('2026-10-31T12:00:00Z')
  await then.accounts.put({ key: 'acme', account: { id: 'acme', kind: 'customer', name: 'Ada', currency: 'EUR', zone: 'UTC' } })
  await then.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01', zone: 'UTC' })
  await then.subscriptions.cancel({ key: 'leave', subscription: 'acme', at: october.to })
  await then.budgets.put({ key: 'b', budget: 'b', account: 'acme', amount: '50', recipients: ['ada@example.org'] })
  await then.events.ingest(events)
  const november = at('2026-11-02T00:00:00Z')
  const invoice = await november.invoices.issue({ key: 'i', account: 'acme', period: '2026-10' })
  await november.payments.receive({ key: 'p', account: 'acme', provider: 'bank', payment: 'wire', amount: { amount: invoice.totals.payable, currency: 'EUR' } })
  const later = at('2028-01-01T00:00:00Z')
  for (const review of ['audit', 'minimisation'] as const) await later.retention.review({ key: review, account: 'acme', period: october, review, reason: 'year closed' })
  const look = async () => [
    verifyInvoice((await later.invoices.evidence(invoice.id)) ?? expect.fail('it is kept')), await later.invoices.get(invoice.id),
    await later.events.conservation({ account: 'acme', period: '2026-10' }), (await later.events.ingest(events)).counts,
  ]
  const before = await look()

  // The role of the application may look, and no more.
  const erasure = await later.retention.previewErasure({ account: 'acme' })
  const erase = { key: 'e', account: 'acme', confirm: erasure.id, reason: 'asked for' }
  await expect(later.retention.erase(erase)).rejects.toMatchObject({ code: 'storage.not_permitted' })
  const owner = at('2028-01-01T00:00:00Z', database.owner())
  expect(await owner.retention.erase(erase)).toMatchObject({ reduced: 30, recipientSteps: 1, accountFields: ['name'] })
  expect(await look()).toEqual(before)

  const preview = await later.retention.previewCompaction({ account: 'acme', period: october })
  const compact = { key: 'c', account: 'acme', period: october, confirm: preview.id, reason: 'schedule' }
  await expect(later.retention.compact(compact)).rejects.toMatchObject({ code: 'storage.not_permitted' })
  await migrate(database.owner(), { retentionRole: database.appRole })
  expect(await later.retention.compact(compact)).toMatchObject({ parts: [{ bodies: 30 }], finishedAt: '2028-01-01T00:00:00.000000Z' })
  expect(await look()).toEqual(before)
  await expect(later.windows.rewind({ account: 'acme', from: '2026-10-01' })).rejects.toMatchObject({ code: 'storage.events_removed' })
  const { rows } = await database.admin().query(`SELECT (SELECT count(*) FROM farthing.event)::int AS bodies, (SELECT count(*) FROM farthing.event_identity)::int AS identities`)
  expect(rows).toEqual([{ bodies: 0, identities: 30 }])
})

it('a month that is released goes with its table, at once, and what was billed is verified and counted as before', async () => {
  const at = (now: string, pool = database.owner()) => createBilling({ catalog, tenant: 'globex', storage: postgres(pool), clock: fixedClock(now), retention })
  const then = at('2026-10-31T12:00:00Z')
  await then.subscriptions.start({ key: 's', account: 'acme', plan: 'pro', from: '2026-10-01', zone: 'UTC' })
  await then.events.ingest(events)
  const invoice = await at('2026-11-02T00:00:00Z').invoices.issue({ key: 'i', account: 'acme', period: '2026-10' })
  const later = at('2028-01-01T00:00:00Z')
  for (const review of ['audit', 'minimisation'] as const) await later.retention.review({ key: review, account: 'acme', period: october, review, reason: 'year closed' })
  const look = async () => [verifyInvoice((await later.invoices.evidence(invoice.id)) ?? expect.fail('it is kept')), (await later.events.ingest(events)).counts]
  const before = await look()

  const month = { from: '2026-10', to: '2026-10' }
  // The clock of the server is not that of the test: only a past month can be let go.
  const drop = () => maintainPartitions(database.owner(), { ...month, retention: { keepFrom: '2026-11', decidedBy: 'controller', reason: 'schedule' } })
  expect(await drop()).toMatchObject({ dropped: [], kept: [{ month: '2026-10', bodies: 30, reasons: [{ tenant: 'globex', rule: 'undecided', bodies: 30 }] }] })
  const { id } = await later.retention.previewRelease({ period: october })
  await later.retention.release({ key: 'r', period: october, confirm: id, reason: 'schedule' })
  expect(await drop()).toMatchObject({ dropped: ['2026-10'], kept: [] })
  expect(await look()).toEqual(before)
  await expect(later.windows.rewind({ account: 'acme', from: '2026-10-01' })).rejects.toMatchObject({ code: 'storage.events_removed' })
})
