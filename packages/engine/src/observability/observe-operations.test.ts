import { memory } from '@farthing/adapters-memory'
import { fail } from '@farthing/core'
import type { LogRecord, Measurement, Observer, SpanEnd, SpanStart, Storage } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { call, catalog, failureIn, tokens } from '../test/sample-billing.js'

const account = { id: 'acme', kind: 'customer', currency: 'EUR', zone: 'UTC' } as const

/** An observer that keeps everything, on a clock of seconds that moves on by one with each look. */
function keeping() {
  const spans: (SpanStart & Partial<SpanEnd>)[] = []
  const measurements: Measurement[] = []
  const logs: LogRecord[] = []
  let seconds = 0
  const observer: Observer = {
    startSpan: (start) => ({ within: (work) => work(), end: (end) => void spans.push({ ...start, ...end, attributes: { ...start.attributes, ...end.attributes } }) }),
    record: (measurement) => void measurements.push(measurement),
    log: (record) => void logs.push(record),
    elapsed: () => (seconds += 1),
  }
  return { observer, spans, measurements, logs }
}

function observed(observer: Observer, storage: Storage = memory()) {
  return createBilling({ catalog, storage, clock: fixedClock('2026-11-02T00:00:00Z'), tenant: 'north', observer })
}

describe('an observer', () => {
  it('gets a span, a duration and a log record of a command, each with who and why, and none with what', async () => {
    const { observer, spans, measurements, logs } = keeping()
    await observed(observer).accounts.put({ key: 'k', account: { ...account, name: 'Ada Lovelace' }, actor: 'ada', correlation: 'request-7' })
    const about = { 'farthing.operation': 'accounts.put', 'farthing.operation.kind': 'command', 'farthing.tenant': 'north' }
    const asked = { 'farthing.command.key': 'k', 'farthing.actor': 'ada', 'farthing.correlation': 'request-7' }
    expect(spans).toEqual([{ name: 'farthing.accounts.put', status: 'ok', attributes: { ...about, ...asked } }])
    expect(measurements).toEqual([{ name: 'farthing.operation.duration', kind: 'histogram', unit: 's', value: 1, attributes: about }])
    expect(logs).toEqual([{ severityText: 'INFO', severityNumber: 9, eventName: 'farthing.operation.done', body: 'accounts.put is done', attributes: { ...about, ...asked } }])
    expect(JSON.stringify([spans, measurements, logs])).not.toContain('Lovelace')
  })

  it('learns the code of a refusal, and the class of anything else', async () => {
    const { observer, spans, measurements, logs } = keeping()
    await failureIn(() => observed(observer).accounts.put({ key: '', account }))
    const broken: Storage = { transaction: () => Promise.reject(new TypeError('secret')) }
    await observed(observer, broken).accounts.list().catch(() => undefined)
    expect(spans.map(({ status, attributes }) => [status, attributes['error.type']])).toEqual([['error', 'text.empty'], ['error', 'TypeError']])
    expect(measurements.map(({ attributes }) => attributes['error.type'])).toEqual(['text.empty', 'TypeError'])
    expect(logs.map(({ severityText, severityNumber, eventName }) => [severityText, severityNumber, eventName])).toEqual([['WARN', 13, 'farthing.operation.refused'], ['ERROR', 17, 'farthing.operation.failed']])
    expect(JSON.stringify(logs)).not.toContain('secret')
  })

  it('counts events by outcome, and logs no query that was answered', async () => {
    const { observer, measurements, logs } = keeping()
    const billing = observed(observer)
    await billing.events.ingest([call('1'), call('1'), tokens('2', '5'), { id: 'no event' }])
    await billing.accounts.list()
    const counts = measurements.filter(({ name }) => name === 'farthing.events').map(({ value, attributes }) => [attributes['farthing.outcome'], value])
    expect(Object.fromEntries(counts)).toEqual({ received: 4, duplicate: 1, unattached: 2, rejected: 1 })
    expect(logs).toEqual([])
  })

  it('sees what authorisation refuses', async () => {
    const { observer, logs } = keeping()
    const billing = createBilling({ catalog, storage: memory(), clock: fixedClock('2026-11-02T00:00:00Z'), observer, authorize: () => false })
    await failureIn(() => billing.accounts.list())
    expect(logs.map(({ attributes }) => attributes['error.type'])).toEqual(['authorization.refused'])
  })

  it('has the span open while the work is done', async () => {
    const order: string[] = []
    const observer: Observer = { startSpan: () => ({ within: (work) => (order.push('begin'), work()), end: () => void order.push('end') }) }
    const storage = memory()
    const watched: Storage = { transaction: (tenant, work) => (order.push('transaction'), storage.transaction(tenant, work)) }
    await observed(observer, watched).accounts.list()
    expect(order).toEqual(['begin', 'transaction', 'end'])
  })

  it('measures by the billing clock where it has none, and never less than nothing', async () => {
    const times = ['2026-11-02T00:00:05Z', '2026-11-02T00:00:02Z', '2026-11-02T00:00:02Z', '2026-11-02T00:00:03.5Z'].map((at) => fixedClock(at).now())
    const clock = { now: () => times.shift() ?? fixedClock('2026-11-02T00:00:00Z').now() }
    const seconds: number[] = []
    const billing = createBilling({ catalog, storage: memory(), clock, observer: { record: ({ value }) => void seconds.push(value) } })
    await billing.accounts.list()
    await billing.accounts.list()
    expect(seconds).toEqual([0, 1.5])
  })

  it('measures a stream from its first piece to its last, and what it fails with', async () => {
    const { observer, spans } = keeping()
    const billing = observed(observer)
    const lines: string[] = []
    for await (const line of billing.usage.csv()) lines.push(line)
    expect(await failureIn(() => billing.invoices.csv('0'.repeat(64))[Symbol.asyncIterator]().next())).toMatchObject({ code: 'invoice.unknown' })
    const opened = billing.usage.csv()[Symbol.asyncIterator]()
    await opened.next()
    expect(spans).toHaveLength(2)
    await opened.return?.()
    expect(spans.map(({ name, status }) => [name, status])).toEqual([['farthing.usage.csv', 'ok'], ['farthing.invoices.csv', 'error'], ['farthing.usage.csv', 'ok']])
  })
})

const bad = (): never => {
  throw new Error('the observer is broken')
}

describe('an observer that breaks', () => {
  it.each<readonly [what: string, observer: Observer]>([
    ['every call', { startSpan: bad, record: bad, log: bad, elapsed: bad }],
    ['the work is not begun', { startSpan: () => ({ within: bad, end: bad }) }],
    ['the work is begun, then it throws', { startSpan: () => ({ within: (work) => (work(), bad()), end: bad }) }],
    ['the work is begun twice', { startSpan: () => ({ within: (work) => (work(), work()), end: () => undefined }) }],
    ['the work is never begun', { startSpan: () => ({ within: () => undefined as never, end: () => undefined }) }],
    ['refused with a code of ours', { startSpan: () => fail('command.conflict', { field: 'observer', because: 'is no command' }) }],
  ])('%s: the command is done, once', async (_, observer) => {
    let transactions = 0
    const storage = memory()
    const counted: Storage = { transaction: (tenant, work) => ((transactions += 1), storage.transaction(tenant, work)) }
    const billing = observed(observer, counted)
    expect(await billing.accounts.put({ key: 'k', account })).toEqual(account)
    expect(await failureIn(() => billing.accounts.put({ key: 'k', account: { ...account, zone: 'Asia/Tokyo' } }))).toMatchObject({ code: 'command.conflict', field: 'key' })
    // Each of the two, and the record of the one that was refused.
    expect(transactions).toBe(3)
  })

  it('is visible in the health', async () => {
    const billing = observed({ record: bad })
    await billing.accounts.list()
    expect((await billing.health()).observerFailures).toBeGreaterThan(0)
  })
})

describe('without an observer', () => {
  it('the operations are those that they were', () => {
    const billing = createBilling({ catalog, storage: memory(), clock: fixedClock('2026-11-02T00:00:00Z'), refusals: 'nowhere' })
    expect(billing.accounts.put.toString()).toContain('putAccount')
  })
})
