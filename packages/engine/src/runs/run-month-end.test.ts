import { memory, memoryWorkQueue } from '@farthing/adapters-memory'
import { expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { callsOf, runBilling, subscribe } from '../test/run-billing.js'

/** Two months of three accounts; in October `acme` has ten times the calls of September. */
async function october() {
  const storage = memory()
  const before = runBilling({ storage, now: '2026-10-02T00:00:00Z' })
  for (const id of ['acme', 'globex', 'initech']) {
    await subscribe(before, id, { from: '2026-09-01' })
    await callsOf(before, id, 10, { time: '2026-09-14T00:00:00Z' })
  }
  await before.runs.start({ key: 'september', from: '2026-09-01', to: '2026-10-01', mode: 'commit' })
  await before.runs.complete('september')
  const billing = runBilling({ storage })
  for (const [id, many] of [['acme', 100], ['globex', 12], ['initech', 8]] as const) await callsOf(billing, id, many, { tag: 'october' })
  return { billing, storage }
}

it('a month end: preview, commit, release', async () => {
  const { billing } = await october()
  const told: string[] = []

  // #region preview
  const outliers = { above: '3', below: '0.3', then: 'hold' } as const
  await billing.runs.start({ key: '2026-10/preview', from: '2026-10-01', to: '2026-11-01', mode: 'preview', outliers })
  const preview = await billing.runs.complete('2026-10/preview')
  expect(preview.totals).toEqual([{ currency: 'EUR', documents: 2, net: '60', tax: '0', gross: '60' }])
  expect(preview.outliers).toMatchObject([{ account: 'acme', before: '30', outlier: 'above', amounts: { net: '120' } }])
  // #endregion preview

  // #region commit
  const run = await billing.runs.start({ key: '2026-10', from: '2026-10-01', to: '2026-11-01', mode: 'commit', outliers })
  for await (const { accounts } of billing.runs.follow(run.id, { concurrency: 8 })) told.push(`${accounts.pending} to go`)
  const { documents, totals, held } = await billing.runs.get(run.id)
  expect(documents).toMatchObject({ issued: 2, held: 1 })
  expect(totals).toEqual(preview.totals)
  expect(held).toMatchObject([{ account: 'acme', reasons: [{ code: 'invoice.held' }] }])
  // #endregion commit
  expect(told).toEqual(['3 to go', '0 to go'])

  // #region release
  await billing.runs.release({ key: 'ticket 7', run: '2026-10', account: 'acme', actor: 'ada', reason: 'a migration, they know' })
  const done = await billing.runs.complete('2026-10')
  expect(done).toMatchObject({ accounts: { done: 3, held: 0 }, totals: [{ documents: 3, net: '180' }] })
  // #endregion release
})

it('a month end by several processes', async () => {
  const { billing, storage } = await october()
  const queue = memoryWorkQueue(fixedClock('2026-11-02T00:00:00Z'))
  const billingOf = () => runBilling({ storage })

  // #region queue
  // Once, in any process: the run as items, a hundred accounts each.
  await billing.runs.start({ key: '2026-10', from: '2026-10-01', to: '2026-11-01', mode: 'commit' })
  await queue.add(await billing.runs.work('2026-10'))

  // In every process, for all tenants. An item that was begun and not completed is given to another process.
  const worker = async () => {
    for (const item of await queue.claim({ limit: 1, leaseMs: 60_000, kinds: ['billing-run'] })) {
      await billingOf().runs.takeWork(item)
      await queue.complete([item])
    }
  }
  // #endregion queue
  await worker()
  expect(await billing.runs.get('2026-10')).toMatchObject({ run: { status: 'ended' }, documents: { issued: 3 } })
})

it('a step at a time, by a scheduler of the host', async () => {
  const { billing } = await october()
  // #region step
  await billing.runs.start({ key: '2026-10', from: '2026-10-01', to: '2026-11-01', mode: 'commit' })
  const job = async () => {
    const { more } = await billing.runs.step('2026-10', { limit: 200 })
    return more ? 'again' : 'done'
  }
  // #endregion step
  expect([await job(), await job()]).toEqual(['again', 'done'])
})
