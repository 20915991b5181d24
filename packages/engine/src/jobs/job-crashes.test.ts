import { memory, mockPayments, mockUsageSink } from '@farthing/adapters-memory'
import { canonicalJson, checkJson, type Json } from '@farthing/core'
import { listAll, type JobRun, type Storage, type Stores } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { createBilling } from '../create-billing.js'
import { endingStorage } from '../test/ending-storage.js'
import { call, catalog } from '../test/sample-billing.js'
import { jobNames, type JobName } from './job-table.js'

const eur = (amount: `${number}`) => ({ amount, currency: 'EUR' })
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

/**
 * Two accounts on 2 December 2026 with something to do for every job: an overdue invoice of October with a late event, an open November, a budget that is used up, credit
 * that has expired, a hold and a payment session whose time is over, postings that are not chained, usage that no sink has, one record that a sink refused, and messages.
 */
async function busyWorld(storage: Storage = memory()) {
  const clock = { time: '2026-10-01T00:00:00.000000Z', now: () => clock.time }
  const { sink, failNext, received, kept } = mockUsageSink()
  const hooks: string[] = []
  const { provider } = mockPayments({ clock })
  const sent: string[] = []
  const over = (on: Storage, actor?: string) =>
    createBilling({
      ...(actor !== undefined && { actor, correlation: 'c' }), catalog, storage: on, clock, jobs: { monthEnd: {}, creditExpiryDays: 1 }, invoicing: { paymentTerms: { due: 'net', days: 14 } }, paymentProviders: [provider],
      usageReporting: { sinks: [sink], retryAfterSeconds: [60] },
      webhooks: { endpoints: [{ name: 'crm', url: 'https://example.com/', secrets: [secret] }], fetch: async (_, { headers }) => (hooks.push(headers['webhook-id'] ?? ''), { status: 204 }) },
      messages: { name: 'mail', send: async ({ id }) => (sent.push(id), {}) },
    })
  const billing = over(storage)
  await billing.jobs.run('deliver')
  for (const account of ['acme', 'beta']) {
    await billing.subscriptions.start({ key: account, account, plan: 'calls', from: '2026-10-01', zone: 'UTC' })
    await billing.payments.receive({ key: `paid ${account}`, account, provider: 'bank', payment: account, amount: eur('100') })
    await billing.holds.place({ key: `hold ${account}`, account, amount: eur('5'), expiresAt: '2026-10-02T00:00:00.000000Z' })
    await billing.credits.grant({ key: `gift ${account}`, id: `gift ${account}`, account, kind: 'promotional', amount: '3', currency: 'EUR', expiresAt: '2026-10-20T00:00:00.000000Z', scope: { categories: ['nothing'] } })
    await billing.events.ingestOrThrow([call(`oct ${account}`, { subject: account })])
  }
  clock.time = '2026-11-02T00:00:00.000000Z'
  await billing.invoices.issue({ key: 'acme/2026-10', account: 'acme', period: '2026-10' })
  await billing.payments.start({ key: 'session', account: 'acme', provider: provider.name, purpose: 'checkout', amount: eur('1'), returnUrl: 'https://host.example/' })
  await billing.budgets.put({ key: 'budget', budget: 'budget', account: 'beta', amount: '0.01' })
  await billing.events.ingestOrThrow([call('late'), call('nov', { subject: 'beta', time: '2026-11-14T09:00:00Z' })])
  failNext('none', 'refuse')
  await billing.jobs.run('report')
  clock.time = '2026-12-02T00:00:00.000000Z'
  await billing.events.ingestOrThrow([call('nov 2', { subject: 'beta', time: '2026-11-15T09:00:00Z' })])
  return { billing, over, storage, clock, hooks, sent, received, kept }
}

type World = Awaited<ReturnType<typeof busyWorld>>

/** What a run has left in every store, and outside: all of it but how often the job and its deliveries were begun. */
async function leftBy({ storage, kept }: World): Promise<string> {
  const read = <T>(work: (stores: Stores) => Promise<T>): Promise<T> => storage.transaction('default', work)
  const accounts = ['acme', 'beta']
  const lists: Json[] = []
  const add = (records: unknown) => lists.push(checkJson(JSON.parse(JSON.stringify(records)), 'records'))
  add(await read(({ ledger }) => listAll((page) => ledger.list(page))))
  add(await read(async ({ chain }) => (await chain.head()) ?? null))
  const documents = await read(({ documents: store }) => listAll((page) => store.list({}, page)))
  add(documents)
  for (const { id } of documents) {
    add(await read(({ documents: store }) => store.statuses(id)))
    add((await read(({ corrections }) => corrections.records(id))).map(({ note, revision }) => ({ note: note ?? null, revision })))
  }
  add(await read(({ credits }) => listAll((page) => credits.movements({}, page))))
  add(await read(({ holds }) => listAll((page) => holds.list({}, page))))
  add(await read(({ ratingRuns }) => listAll((page) => ratingRuns.list({}, page))))
  add((await read(({ summaries }) => listAll((page) => summaries.list({}, page)))).map(({ subscription, from, usage }) => ({ subscription, from, usage })))
  for (const account of accounts) add((await read(({ outbox }) => outbox.read(account, { limit: 1_000 }))).map(({ id, topic, sequence }) => ({ id, topic, sequence })))
  add((await read(({ deliveries }) => listAll((page) => deliveries.list({}, page)))).map(({ id, destination, sequence, revision, status }) => ({ id, destination, sequence, revision, status })))
  add(kept().map(({ idempotencyKey, quantity }) => ({ idempotencyKey, quantity })))
  add((await read(({ payments }) => listAll((page) => payments.list('session', {}, page)))).map(({ id, status, revision }) => ({ id, status, revision })))
  return canonicalJson(lists)
}

describe('a process that dies in a job', () => {
  // A few places over the calls of a run, so that the test stays quick; every other one with the call still carried out.
  const placesOf = (calls: number): readonly number[] => [...new Set([2, Math.ceil(calls * 0.35), Math.ceil(calls * 0.7), calls])].filter((place) => place >= 1 && place <= calls)

  it.each(jobNames)('%s: the next run finishes, and nothing is double', async (job: JobName) => {
    const whole = await busyWorld()
    const counting = endingStorage(whole.storage)
    const finished = await whole.over(counting).jobs.run(job)
    const expected = await leftBy(whole)
    const expectedSent = new Set(whole.sent)
    for (const [index, place] of placesOf(counting.calls()).entries()) {
      const dying = await busyWorld()
      await dying.over(endingStorage(dying.storage, { call: place, done: index % 2 === 1 })).jobs.run(job).catch(() => undefined)
      // What died in an attempt is attempted again behind its lease.
      if (job === 'report' || job === 'deliver' || job === 'retry-deliveries') dying.clock.time = '2026-12-02T00:10:00.000000Z'
      const run: JobRun = await dying.billing.jobs.run(job)
      expect(run.outcome).toBe(finished.outcome)
      expect(await leftBy(dying)).toBe(expected)
      expect(new Set(dying.sent)).toEqual(expectedSent)
    }
  })

  it('had something to do in most of them', async () => {
    const { billing } = await busyWorld()
    const idle: string[] = []
    for (const job of jobNames) {
      const { accounts: _, ...counts } = (await billing.jobs.run(job)).counts
      if (Object.values(counts).every((count) => count === 0)) idle.push(job)
    }
    expect(idle).toEqual(['low-balance', 'tell-late', 'reservation-expiry', 'notices', 'file-taxes', 'reconcile'])
  })
})

it('every job does on an instance with an actor what it does without', async () => {
  const [plain, acting] = [await busyWorld(), await busyWorld()]
  const [nobody, cron] = [plain.over(plain.storage), acting.over(acting.storage, 'cron')]
  for (const job of jobNames) {
    const { outcome, counts, held } = await nobody.jobs.run(job)
    expect(await cron.jobs.run(job)).toMatchObject({ outcome, counts, held })
  }
})
