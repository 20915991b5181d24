import { memory, mockUsageSink, type MockUsageSinkOptions } from '@farthing/adapters-memory'
import type { Storage, UsageRecord } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { createBilling } from '../create-billing.js'
import { endingStorage } from '../test/ending-storage.js'
import { catalog, failureIn, tokens } from '../test/sample-billing.js'
import type { UsageReporting } from './usage-reporting.js'

const october = { from: '2026-10-01T00:00:00.000000Z', to: '2026-11-01T00:00:00.000000Z' }
const subject = { sink: 'mock', subscription: 'acme', meter: 'tokens', ...october }

/** `acme` on `pro` since October, on the 15th of it, with a sink and a clock that is set by hand. */
async function reporting({ storage = memory(), ...options }: MockUsageSinkOptions & Partial<UsageReporting> & { readonly storage?: Storage } = {}) {
  const clock = { time: '2026-10-15T10:00:00.000000Z', now: () => clock.time }
  const mock = mockUsageSink(options)
  const { periods, retryAfterSeconds } = options
  const usageReporting = { sinks: [mock.sink], ...(periods !== undefined && { periods }), ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) }
  const over = (on: Storage) => createBilling({ catalog, storage: on, clock, usageReporting })
  const billing = over(storage)
  await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01', zone: 'UTC' })
  return { billing, clock, storage, over, ...mock }
}

const said = (records: readonly UsageRecord[]) => records.map(({ revision, previous, quantity }) => [revision, previous, quantity])

describe('usage at a sink', () => {
  it('is a revision for each change, and none where nothing changed', async () => {
    const { billing, received } = await reporting()
    expect(await billing.jobs.run('report')).toMatchObject({ outcome: 'done', counts: { revisions: 0 } })
    await billing.events.ingestOrThrow([tokens('a', '5'), tokens('b', '2', { data: { count: '2', model: 'small' } })])
    expect(await billing.jobs.run('report')).toMatchObject({ counts: { revisions: 1, delivered: 1 } })
    expect(received).toMatchObject([{ tenant: 'default', account: 'acme', subscription: 'acme', plan: 'pro', meter: 'tokens', ...october, revision: 1, quantity: '7', events: 2, previous: '0' }])
    expect(received[0]?.usage).toEqual([{ dimensions: { model: 'large' }, quantity: '5', events: 1 }, { dimensions: { model: 'small' }, quantity: '2', events: 1 }])
    expect(await billing.jobs.run('report')).toMatchObject({ counts: { revisions: 0, delivered: 0 } })
    await billing.events.ingestOrThrow([tokens('c', '1')])
    await billing.jobs.run('report')
    expect(said(received)).toEqual([[1, '0', '7'], [2, '7', '8']])
    expect(await billing.sinks.latest(subject)).toMatchObject({ status: 'delivered', attempts: 1, reference: expect.stringMatching(/^ur_/) as unknown, record: { revision: 2 } })
  })

  it('follows what is amended and withdrawn, down to nothing', async () => {
    const { billing, received } = await reporting()
    await billing.events.ingestOrThrow([tokens('a', '5')])
    await billing.jobs.run('report')
    await billing.events.ingestOrThrow([tokens('a', '3', { revision: 1 })])
    await billing.jobs.run('report')
    await billing.events.ingestOrThrow([tokens('a', '3', { revision: 2, data: null })])
    await billing.jobs.run('report')
    expect(said(received)).toEqual([[1, '0', '5'], [2, '5', '3'], [3, '3', '0']])
    expect(received.at(-1)?.usage).toEqual([])
  })

  it('is reported for late events of an invoiced period, as far back as is asked for', async () => {
    const { billing, clock, received } = await reporting({ periods: 2 })
    await billing.events.ingestOrThrow([tokens('a', '5')])
    clock.time = '2026-11-02T00:00:00.000000Z'
    await billing.invoices.issue({ key: 'acme/2026-10', account: 'acme', period: '2026-10' })
    await billing.jobs.run('report')
    await billing.events.ingestOrThrow([tokens('late', '2')])
    await billing.jobs.run('report')
    expect(said(received)).toEqual([[1, '0', '5'], [2, '5', '7']])
    clock.time = '2026-12-02T00:00:00.000000Z'
    await billing.events.ingestOrThrow([tokens('too late', '2')])
    expect(await billing.jobs.run('report')).toMatchObject({ counts: { revisions: 0 } })
  })

  it('is of the meters that the sink takes', async () => {
    const { billing, received } = await reporting({ meters: ['calls'] })
    await billing.events.ingestOrThrow([tokens('a', '5')])
    await billing.jobs.run('report')
    expect(received).toEqual([])
  })
})

describe('a sink that does not take a record', () => {
  it('gets it again later with the same key, and nothing behind it before that', async () => {
    const { billing, clock, received, kept } = await reporting({ faults: ['reject', 'lose_receipt'] })
    await billing.events.ingestOrThrow([tokens('a', '5')])
    expect(await billing.jobs.run('report')).toMatchObject({ counts: { revisions: 1, delivered: 0, retried: 1 } })
    expect(await billing.sinks.latest(subject)).toMatchObject({ status: 'waiting', attempts: 1, nextAttemptAt: '2026-10-15T10:01:00.000000Z', failure: { code: 'delivery.not_taken' } })
    await billing.events.ingestOrThrow([tokens('b', '1')])
    expect(await billing.jobs.run('report')).toMatchObject({ counts: { revisions: 1, delivered: 0, retried: 0 } })
    clock.time = '2026-10-15T10:01:00.000000Z'
    await billing.jobs.run('deliver')
    clock.time = '2026-10-15T10:06:00.000000Z'
    expect(await billing.jobs.run('deliver')).toMatchObject({ counts: { delivered: 2 } })
    expect(received.map(({ revision }) => revision)).toEqual([1, 1, 1, 2])
    expect(new Set(received.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(2)
    expect(said(kept())).toEqual([[2, '5', '6']])
  })

  it('has failed after its last attempt, is listed, and is tried again by a job, a person, or not at all', async () => {
    const { billing, clock, received, failNext } = await reporting({ retryAfterSeconds: [60], faults: ['reject', 'reject'] })
    await billing.events.ingestOrThrow([tokens('a', '5')])
    await billing.jobs.run('report')
    clock.time = '2026-10-15T10:01:00.000000Z'
    expect(await billing.jobs.run('deliver')).toMatchObject({ counts: { failed: 1 } })
    const [failed] = (await billing.sinks.list({ sink: 'mock', status: 'failed' })).items
    expect(failed).toMatchObject({ status: 'failed', attempts: 2, record: { revision: 1 } })
    expect(await billing.jobs.run('deliver')).toMatchObject({ counts: { delivered: 0 } })

    failNext('reject')
    expect(await billing.jobs.run('retry-deliveries')).toMatchObject({ counts: { reopened: 1, failed: 1 } })
    failNext('refuse')
    await billing.deliveries.retry({ key: 'again', destination: 'usage/mock', id: failed?.id ?? '', actor: 'ops' })
    expect(await billing.sinks.deliver()).toEqual({ delivered: 0, retried: 0, failed: 1 })
    expect(await billing.sinks.latest(subject)).toMatchObject({ status: 'failed', failure: { message: expect.stringContaining('no such customer') as unknown } })

    await billing.events.ingestOrThrow([tokens('b', '1')])
    await billing.jobs.run('report')
    expect(received.at(-1)?.revision).toBe(1)
    const skipped = await billing.deliveries.skip({ key: 'leave it', destination: 'usage/mock', id: failed?.id ?? '', actor: 'ops', reason: 'a test customer' })
    expect(skipped).toMatchObject({ status: 'skipped', failure: { code: 'delivery.skipped', facts: { actor: 'ops', reason: 'a test customer' } } })
    expect(await billing.sinks.deliver()).toEqual({ delivered: 1, retried: 0, failed: 0 })
    expect(received.at(-1)?.revision).toBe(2)
  })

  it('does not hold back other subscriptions and meters', async () => {
    const { billing, received } = await reporting({ faults: ['reject'] })
    await billing.subscriptions.start({ key: 'beta', account: 'beta', plan: 'pro', from: '2026-10-01', zone: 'UTC' })
    await billing.events.ingestOrThrow([tokens('a', '5'), tokens('b', '5', { subject: 'beta' })])
    expect(await billing.jobs.run('report')).toMatchObject({ counts: { revisions: 2, delivered: 1, retried: 1 } })
    expect(received).toHaveLength(2)
  })
})

describe('a process that dies while it reports', () => {
  it('leaves nothing out and doubles nothing: the sink has each revision, in order', async () => {
    const calls = await callsOfReport()
    // Every third place, so that the test stays quick; what is sent and what is kept of it are further apart.
    for (let call = 1; call <= calls; call += 3) {
      for (const done of [false, true]) {
        const { billing, clock, storage, over, received, kept } = await reporting()
        await billing.events.ingestOrThrow([tokens('a', '5')])
        await billing.jobs.run('report')
        await billing.events.ingestOrThrow([tokens('b', '1')])
        await over(endingStorage(storage, { call, done })).jobs.run('report').catch(() => undefined)
        // What died in an attempt is attempted again behind its lease.
        clock.time = '2026-10-15T10:06:00.000000Z'
        await billing.jobs.run('report')
        expect(said(kept())).toEqual([[2, '5', '6']])
        const revisions = received.map(({ revision }) => revision)
        expect(revisions).toEqual([...revisions].sort())
        expect((await billing.sinks.list({ sink: 'mock' })).items.map(({ status }) => status)).toEqual(['delivered', 'delivered'])
      }
    }
  })

  async function callsOfReport(): Promise<number> {
    const { billing, storage, over } = await reporting()
    await billing.events.ingestOrThrow([tokens('a', '5')])
    await billing.jobs.run('report')
    await billing.events.ingestOrThrow([tokens('b', '1')])
    const counting = endingStorage(storage)
    await over(counting).jobs.run('report')
    return counting.calls()
  }
})

describe('options and questions', () => {
  it('that are refused', async () => {
    const { sink } = mockUsageSink()
    const refused = (usageReporting: UsageReporting) => failureIn(async () => createBilling({ catalog, storage: memory(), clock: { now: () => october.from }, usageReporting }))
    expect(await refused({ sinks: [sink, sink] })).toMatchObject({ code: 'sink.invalid', field: 'usageReporting.sinks[1].name' })
    expect(await refused({ sinks: [{ ...sink, name: '' }] })).toMatchObject({ code: 'text.empty', field: 'usageReporting.sinks[0].name' })
    expect(await refused({ sinks: [{ ...sink, meters: ['token'] }] })).toMatchObject({ code: 'sink.invalid', field: 'usageReporting.sinks[0].meters' })
    expect(await refused({ sinks: [sink], periods: 0 })).toMatchObject({ code: 'sink.invalid', field: 'usageReporting.periods' })
    expect(await refused({ sinks: [sink], retryAfterSeconds: [60, 0] })).toMatchObject({ code: 'delivery.invalid', field: 'usageReporting.retryAfterSeconds[1]' })
    const { billing } = await reporting()
    expect(await failureIn(() => billing.sinks.list({ sink: 'stripe' }))).toMatchObject({ code: 'sink.unknown', field: 'sink' })
    expect(await failureIn(() => billing.deliveries.retry({ key: 'k', destination: 'usage/mock', id: 'x' }))).toMatchObject({ code: 'delivery.unknown', field: 'id' })
  })

  it('about a record that was delivered: it stays as it is', async () => {
    const { billing } = await reporting()
    await billing.events.ingestOrThrow([tokens('a', '5')])
    await billing.jobs.run('report')
    const { id } = (await billing.sinks.latest(subject)) ?? { id: '' }
    expect(await failureIn(() => billing.deliveries.retry({ key: 'k', destination: 'usage/mock', id }))).toMatchObject({ code: 'delivery.state', field: 'id' })
    expect(await billing.deliveries.get('usage/mock', id)).toMatchObject({ status: 'delivered', revision: 1 })
  })
})
