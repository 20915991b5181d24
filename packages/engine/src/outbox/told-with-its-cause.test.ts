import { memory } from '@farthing/adapters-memory'
import type { LateEvent, OutboxEntry, Storage } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { cents, eur, paidBilling } from '../test/paid-billing.js'
import { acmeBilling, call, failureIn, october, tokens, wrapped } from '../test/sample-billing.js'
import type { OutboxTopics } from './topics.js'

async function entriesOf(storage: Storage, topic: keyof OutboxTopics, account = 'acme'): Promise<readonly OutboxEntry[]> {
  return (await storage.transaction('default', ({ outbox }) => outbox.read(account, { limit: 1_000 }))).filter((entry) => entry.topic === topic)
}

/** Storage whose outbox takes nothing: what should have been told with it is not there either. */
const mute = (storage: Storage): Storage => wrapped(storage, (stores) => ({ ...stores, outbox: { ...stores.outbox, append: () => Promise.reject(new Error('the outbox is shut')) } }))

async function setting() {
  const storage = memory()
  return { storage, billing: await acmeBilling({ storage }), muted: await acmeBilling({ storage: mute(storage) }) }
}

describe('window.sealed', () => {
  it('is told for each revision of a seal, and not for a seal that stands', async () => {
    const { storage, billing } = await setting()
    await billing.events.ingest([tokens('a', '1')])
    const [first] = await billing.usage.seal(october)
    await billing.usage.seal(october)
    await billing.events.ingest([tokens('b', '2')])
    const [second] = await billing.usage.seal(october)
    const told = await entriesOf(storage, 'window.sealed')
    expect(told.map(({ payload }) => payload)).toEqual([first, second].map((seal) => ({
      account: 'acme', subscription: 'acme', from: '2026-09-30T22:00:00.000000Z', to: '2026-10-31T23:00:00.000000Z', revision: seal?.revision, knownAt: seal?.knownAt, meters: ['tokens'],
    })))
    expect(new Set(told.map(({ id }) => id)).size).toBe(2)
  })

  it('is told by windows.sealDue too, window by window', async () => {
    const { storage, billing } = await setting()
    await billing.windows.sealDue()
    expect((await entriesOf(storage, 'window.sealed')).map(({ payload }) => payload)).toMatchObject([{ subscription: 'acme', revision: 0 }])
  })

  it('is there with the seal or not at all', async () => {
    const { storage, muted } = await setting()
    await expect(muted.usage.seal(october)).rejects.toThrow('the outbox is shut')
    expect(await storage.transaction('default', ({ usage }) => usage.latest('acme', { from: '2026-09-30T22:00:00.000000Z', to: '2026-10-31T23:00:00.000000Z' }))).toBeUndefined()
  })
})

describe('usage.late', () => {
  const told = async (storage: Storage) => (await entriesOf(storage, 'usage.late')).map(({ payload }) => payload as object as LateEvent).map(({ id, revision, change }) => `${id}.${revision} ${change}`)

  it('is told of a new event with the event: the same that the list of late events says', async () => {
    const { storage, billing } = await setting()
    await billing.events.ingest([tokens('early', '1')])
    await billing.usage.seal(october)
    await billing.events.ingest([tokens('late', '1'), tokens('early', '1'), tokens('next', '1', { time: '2026-11-01T00:00:00Z' }), tokens('broken', 'NaN'), call('unmetered'), tokens('late', '1')])
    const { items } = await billing.events.late(october)
    expect((await entriesOf(storage, 'usage.late')).map(({ payload }) => payload)).toEqual(items)
    expect(await told(storage)).toEqual(['late.0 arrived'])
    await billing.events.ingest([tokens('late', '1')])
    expect(await told(storage)).toEqual(['late.0 arrived'])
    expect(await billing.events.tellLate(october)).toEqual({ told: 0, more: false })
  })

  it('is there with the event or not at all', async () => {
    const { billing, muted } = await setting()
    await billing.usage.seal(october)
    await expect(muted.events.ingest([tokens('late', '1')])).rejects.toThrow('the outbox is shut')
    expect((await billing.events.late(october)).count).toBe(0)
    expect((await billing.events.census()).received).toBe(0)
  })

  it('is told of amended and voided events by tellLate, as many at a time as asked', async () => {
    const { storage, billing } = await setting()
    await billing.events.ingest([tokens('a', '1'), tokens('b', '1'), tokens('c', '1')])
    await billing.usage.seal(october)
    await billing.events.ingest([tokens('a', '2', { revision: 1 }), tokens('b', '', { revision: 1, data: null }), tokens('c', '1', { revision: 1, time: '2026-11-02T00:00:00Z' })])
    expect(await told(storage)).toEqual([])
    expect(await billing.events.tellLate({ ...october, limit: 2 })).toEqual({ told: 2, more: true })
    expect(await billing.events.tellLate({ ...october, limit: 2 })).toEqual({ told: 1, more: false })
    expect(await billing.events.tellLate({ ...october, limit: 2 })).toEqual({ told: 0, more: false })
    expect((await told(storage)).sort()).toEqual(['a.1 amended', 'b.0 withdrawn', 'c.0 withdrawn'])
    expect(await failureIn(() => billing.events.tellLate({ ...october, limit: 0 }))).toMatchObject({ code: 'command.invalid', field: 'limit' })
  })

  it('is told of an event that came while its period was being sealed, once tellLate runs', async () => {
    const { storage, billing } = await setting()
    // The seal is not seen by the transaction that keeps the event.
    const blind = wrapped(storage, (stores) => ({ ...stores, usage: { ...stores.usage, latest: () => Promise.resolve(undefined) } }))
    await billing.usage.seal(october)
    await (await acmeBilling({ storage: blind })).events.ingest([tokens('raced', '1')])
    expect(await told(storage)).toEqual([])
    expect(await billing.events.tellLate(october)).toEqual({ told: 1, more: false })
    expect(await told(storage)).toEqual(['raced.0 arrived'])
  })

  it('is not told of what was written off before', async () => {
    const { storage, billing } = await setting()
    await billing.events.ingest([tokens('a', '1')])
    await billing.usage.seal(october)
    await billing.events.ingest([tokens('a', '2', { revision: 1 })])
    await billing.events.writeOff({ ...october, key: 'w', reason: 'too little' })
    expect(await billing.events.tellLate(october)).toEqual({ told: 0, more: false })
    expect(await told(storage)).toEqual([])
  })
})

describe('payment.settled', () => {
  const start = { key: 's1', account: 'acme', provider: 'mock', returnUrl: 'https://host.example' }

  it('is told once, in front of what the payment does to documents, with what it went to', async () => {
    const { billing, mock, collect, storage } = await paidBilling({ faults: ['twice'] })
    await billing.payments.start(start)
    mock.pay('cs_1', eur('57'))
    await collect()
    await collect()
    const [told, ...others] = await entriesOf(storage, 'payment.settled')
    expect(others).toEqual([])
    expect(told?.payload).toMatchObject({ account: 'acme', provider: 'mock', payment: 'pay_1', amount: eur('57'), parts: [{ to: 'document', amount: eur('50') }, { to: 'unapplied', amount: cents(700) }] })
    const [paid] = await entriesOf(storage, 'invoice.paid')
    expect(paid?.sequence).toBe((told?.sequence ?? 0) + 1)
  })

  it('is told of a payment that arrived by itself', async () => {
    const { billing, storage } = await paidBilling()
    const { id } = await billing.payments.receive({ key: 'p', account: 'acme', provider: 'bank', payment: 'TX-1', amount: eur('5') })
    expect((await entriesOf(storage, 'payment.settled')).map(({ payload }) => payload)).toMatchObject([{ provider: 'bank', payment: 'TX-1', transaction: id }])
  })

  it('is there with the posting or not at all', async () => {
    const { again, storage } = await paidBilling()
    const receive = (through: Storage) => again({ through }).payments.receive({ key: 'p', account: 'acme', provider: 'bank', payment: 'TX-1', amount: eur('5') })
    await expect(receive(mute(storage))).rejects.toThrow('the outbox is shut')
    expect((await again().ledger.list()).items.filter(({ kind }) => kind === 'payment_received')).toEqual([])
    await receive(storage)
    expect(await entriesOf(storage, 'payment.settled')).toHaveLength(1)
  })
})
