import { memory } from '@farthing/adapters-memory'
import { isFarthingError, sum, type JsonObject } from '@farthing/core'
import { defineCatalog, perUnit, plan } from '@farthing/pricing'
import ts from 'typescript'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { createTracker, type TrackerOptions, type TrackingProblem } from './create-tracker.js'
import type { MeteredCall, MeteredOptions } from './metered.js'

const clock = fixedClock('2026-10-14T09:00:00Z')
const scan = { feature: 'ocr.scan', account: 'acme' }

/** A tracker over something that takes events in, or fails while `down` says so. */
function tracking(options: Partial<TrackerOptions> = {}) {
  const kept: JsonObject[][] = []
  const problems: TrackingProblem[] = []
  const server = { down: false, refuse: (_: JsonObject) => false }
  const events = {
    ingest: (batch: readonly JsonObject[]) => {
      if (server.down) return Promise.reject(new Error('down'))
      kept.push([...batch])
      const failure = { code: 'event.invalid', field: 'data', rule: 'r', message: 'm', facts: {} } as const
      return Promise.resolve({ refused: batch.flatMap((event, index) => (server.refuse(event) ? [{ index, failure }] : [])) })
    },
  }
  const tracker = createTracker({ events, source: 'api', clock, onProblem: (problem) => problems.push(problem), ...options })
  return { tracker, kept, problems, server }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('track', () => {
  it('sends what was used as a CloudEvent', async () => {
    const { tracker, kept } = tracking()
    tracker.track({ ...scan, id: 'req-1', quantity: '2', metadata: { pages: '3' }, submitter: 'ada', correlation: 'job-7' })
    tracker.track(scan)
    await tracker.flush()
    expect(kept).toEqual([[
      {
        specversion: '1.0', id: 'req-1', source: 'api', type: 'ocr.scan', subject: 'acme', time: '2026-10-14T09:00:00.000000Z',
        submitter: 'ada', correlationid: 'job-7', data: { pages: '3', quantity: '2' },
      },
      expect.objectContaining({ id: expect.stringMatching(/^[0-9a-f-]{36}-2$/) as unknown, data: { quantity: '1' } }),
    ]])
  })

  it('names what it reports by itself as no other tracker does', async () => {
    const ids = new Set<unknown>()
    for (const { tracker, kept } of [tracking(), tracking()]) {
      for (let use = 0; use < 3; use += 1) tracker.track(scan)
      await tracker.flush()
      for (const event of kept.flat()) ids.add((event as { readonly id: unknown }).id)
    }
    expect(ids.size).toBe(6)
  })

  it('is counted once by the invoice, however often a request reports it', async () => {
    const catalog = defineCatalog({
      meters: { scans: sum({ event: 'ocr.scan', value: 'quantity' }) },
      plans: { pro: plan({ currency: 'EUR', every: 'month' }, { scans: perUnit('scans', '0.05') }) },
    })
    const billing = createBilling({ catalog, storage: memory(), clock })
    const problems: TrackingProblem[] = []
    const log = (problem: TrackingProblem) => problems.push(problem)
    const ocr = { read: (file: string) => Promise.resolve({ pages: file.length }) }
    await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01', zone: 'UTC' })
    // #region track
    const usage = createTracker({ events: billing.events, source: 'api', clock, onProblem: log })

    usage.track({ feature: 'ocr.scan', account: 'acme', quantity: '2', id: 'request-17' })
    usage.track({ feature: 'ocr.scan', account: 'acme', quantity: '2', id: 'request-17' }) // a retry: counts once

    const read = usage.metered(ocr.read, { feature: 'ocr.scan', account: 'acme', quantity: ({ result }) => `${result?.pages ?? 0}` })
    await read('abc') // counts 3

    await usage.flush()
    expect(await billing.quotes.estimate({ subscription: 'acme', period: '2026-10' })).toMatchObject({ total: '0.25' })
    // #endregion track
    expect(usage.trackMany([{ ...scan, quantity: 'many' as never }])).toBe(1)
    expect(await usage.close()).toEqual({ added: 4, kept: 4, refused: 0, dropped: 0, handedOff: 0, waiting: 0, failed: 0 })
    expect((await billing.events.list()).items.flatMap(({ readings }) => readings.map(({ status }) => status)).sort()).toEqual(['metered', 'metered', 'quarantined'])
    expect(problems).toMatchObject([{ kind: 'quarantined', meter: 'scans', event: { data: { quantity: 'many' } }, failure: { code: 'meter.value_invalid' } }])
  })

  it.each([
    ['a full batch at once', 3, 0, 1],
    ['what waits once its time is over', 2, 1_000, 1],
    ['nothing before', 2, 999, 0],
  ])('sends %s', async (_, reports, milliseconds, batches) => {
    const { tracker, kept } = tracking({ batchSize: 3 })
    tracker.trackMany(Array.from({ length: reports }, () => scan))
    await vi.advanceTimersByTimeAsync(milliseconds)
    expect(kept).toHaveLength(batches)
  })

  it('drops what does not fit, counts it and tells it; a caller who can wait waits for room', async () => {
    const { tracker, problems } = tracking({ maxBuffered: 2 })
    expect([tracker.track(scan), tracker.track(scan), tracker.track({ ...scan, id: 'third' })]).toEqual([true, true, false])
    expect(problems).toMatchObject([{ kind: 'dropped', reason: 'full', event: { id: 'third' } }])
    const room = tracker.room().then(() => tracker.track(scan))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await room).toBe(true)
    expect(tracker.counts()).toMatchObject({ added: 4, kept: 2, dropped: 1, waiting: 1 })
  })

  it('tells what ingest refused, and sends it no more', async () => {
    const { tracker, problems, server } = tracking()
    server.refuse = ({ id }) => id === 'bad'
    tracker.trackMany([scan, { ...scan, id: 'bad' }, scan])
    await tracker.flush()
    expect(problems).toMatchObject([{ kind: 'refused', event: { id: 'bad' }, failure: { code: 'event.invalid' } }])
    expect(tracker.counts()).toMatchObject({ added: 3, kept: 2, refused: 1, waiting: 0 })
  })

  it('tries a batch again after longer and longer times, without losing or reordering any', async () => {
    const { tracker, kept, problems, server } = tracking({ batchSize: 2 })
    server.down = true
    tracker.trackMany(['a', 'b', 'c'].map((id) => ({ ...scan, id })))
    await vi.advanceTimersByTimeAsync(0)
    expect(problems).toMatchObject([{ kind: 'unsent', waiting: 3 }])
    await vi.advanceTimersByTimeAsync(100 + 200 + 400)
    expect(problems).toHaveLength(4)
    tracker.track({ ...scan, id: 'd' })
    await vi.advanceTimersByTimeAsync(799)
    expect(problems).toHaveLength(4)
    server.down = false
    await vi.advanceTimersByTimeAsync(1)
    expect(kept.map((batch) => batch.map(({ id }) => id))).toEqual([['a', 'b'], ['c', 'd']])
    expect(tracker.counts()).toMatchObject({ added: 4, kept: 4, waiting: 0 })
  })

  it('never breaks the host, even when the host hears of it badly', async () => {
    const onProblem = () => {
      throw new Error('the log is full')
    }
    const { tracker, server } = tracking({ maxBuffered: 1, onProblem })
    server.down = true
    const broken = { ...scan, get metadata(): JsonObject {
      throw new Error('no metadata')
    } }
    expect([tracker.track(scan), tracker.track(scan), tracker.track(broken)]).toEqual([true, false, false])
    await expect(tracker.flush()).rejects.toThrow('down')
    expect(tracker.counts()).toEqual({ added: 2, kept: 0, refused: 0, dropped: 1, handedOff: 0, waiting: 1, failed: 1 })
  })

  it.each([['maxBuffered', 0], ['batchSize', 1.5], ['delayMs', Number.NaN]])('refuses %s of %d', (limit, value) => {
    expect(() => tracking({ [limit]: value })).toThrow(expect.toSatisfy((error) => isFarthingError(error) && error.code === 'tracker.invalid' && error.field === limit) as Error)
  })
})

describe('close', () => {
  it('sends what waits and takes nothing more', async () => {
    const { tracker, kept, problems } = tracking()
    tracker.track(scan)
    expect(await tracker.close()).toMatchObject({ added: 1, kept: 1, waiting: 0 })
    expect(tracker.track(scan)).toBe(false)
    expect(kept).toHaveLength(1)
    expect(problems).toMatchObject([{ kind: 'dropped', reason: 'closed' }])
  })

  it('hands over what could not be sent', async () => {
    const handedOver: JsonObject[] = []
    const { tracker, server } = tracking({ handOff: (events) => Promise.resolve(void handedOver.push(...events)) })
    server.down = true
    tracker.trackMany([{ ...scan, id: 'a' }, { ...scan, id: 'b' }])
    expect(await tracker.close()).toMatchObject({ added: 2, kept: 0, handedOff: 2, dropped: 0, waiting: 0 })
    expect(handedOver.map(({ id }) => id)).toEqual(['a', 'b'])
  })

  it.each([
    ['there is nobody to take it', {}, 'closed'],
    ['who takes it fails', { handOff: () => Promise.reject(new Error('disk full')) }, 'hand_off_failed'],
  ] as const)('drops and tells what is left when %s', async (_, options, reason) => {
    const { tracker, problems, server } = tracking(options)
    server.down = true
    tracker.track(scan)
    expect(await tracker.close()).toMatchObject({ added: 1, dropped: 1, waiting: 0 })
    expect(problems.at(-1)).toMatchObject({ kind: 'dropped', reason })
  })

  it('waits no longer than it is given, and an answer that comes later counts nothing twice', async () => {
    let answer: (result: { refused: [] }) => void = () => undefined
    const events = { ingest: () => new Promise<{ refused: [] }>((resolve) => (answer = resolve)) }
    const { tracker } = tracking({ events, handOff: () => Promise.resolve() })
    tracker.track(scan)
    const closed = tracker.close({ withinMs: 50 })
    await vi.advanceTimersByTimeAsync(50)
    expect(await closed).toMatchObject({ added: 1, handedOff: 1, kept: 0 })
    answer({ refused: [] })
    await vi.advanceTimersByTimeAsync(0)
    expect(tracker.counts()).toMatchObject({ added: 1, handedOff: 1, kept: 0, waiting: 0 })
  })
})

describe('record', () => {
  it('resolves once the event is kept, and rejects with what refused it or with what failed', async () => {
    const { tracker, kept, server } = tracking()
    await tracker.record({ ...scan, id: 'a' })
    expect(kept).toMatchObject([[{ id: 'a' }]])
    server.refuse = () => true
    await expect(tracker.record(scan)).rejects.toMatchObject({ name: 'FarthingError', code: 'event.invalid' })
    server.down = true
    await expect(tracker.record(scan)).rejects.toThrow('down')
  })
})

describe('metered', () => {
  const double = (value: number) => {
    if (value < 0) throw new Error('negative')
    return value * 2
  }
  const doubleLater = async (value: number) => Promise.resolve(double(value))

  it.each([
    ['a success', undefined, 21, 1],
    ['a failure', undefined, -1, 0],
    ['a failure', 'failure', -1, 1],
    ['a success', 'failure', 21, 0],
    ['a success', 'both', 21, 1],
    ['a failure', 'both', -1, 1],
  ] as const)('%s, recording %s', async (_, record, value, reports) => {
    const { tracker } = tracking()
    const options = { feature: 'double', account: 'acme', ...(record === undefined ? {} : { record }) }
    const now = tracker.metered(double, options)
    const later = tracker.metered(doubleLater, options)
    if (value < 0) {
      expect(() => now(value)).toThrow('negative')
      await expect(later(value)).rejects.toThrow('negative')
    } else expect([now(value), await later(value)]).toEqual([42, 42])
    expect(tracker.counts().added).toBe(2 * reports)
  })

  it('reports what the call says', async () => {
    const { tracker, kept } = tracking()
    const work = tracker.metered(doubleLater, {
      feature: 'double',
      account: ({ args: [value] }) => `account-${value}`,
      quantity: ({ result = 0 }) => `${result}`,
      metadata: { tier: 'x' },
      id: ({ args: [value] }) => `id-${value}`,
      correlation: 'job',
    })
    await work(4)
    await tracker.flush()
    expect(kept).toMatchObject([[{ id: 'id-4', subject: 'account-4', correlationid: 'job', data: { quantity: '8', tier: 'x' } }]])
    expect(work.name).toBe('doubleLater')
  })

  it('hands back results, errors and this as they are, and costs only the report when an extractor throws', async () => {
    const { tracker, problems } = tracking()
    const query = { then: () => expect.unreachable(), rows: 1 }
    expect(tracker.metered(() => query, { feature: 'q', account: 'acme' })()).toBe(query)
    const self = { base: 40, add: tracker.metered(function (this: { base: number }, value: number) { return this.base + value }, { feature: 'add', account: 'acme' }) }
    expect(self.add(2)).toBe(42)
    const broken = tracker.metered(double, { feature: 'd', account: () => { throw new Error('no account') } })
    expect(broken(1)).toBe(2)
    expect(problems).toMatchObject([{ kind: 'failed' }])
    expect(tracker.counts()).toMatchObject({ added: 2, failed: 1 })
  })
})

describe('trackUsage', () => {
  const source = `
    class Scanner {
      organisation = 'acme'
      @trackUsage('ocr.scan', options)
      scan(file) { return Promise.resolve(this.organisation + ' ' + file) }
    }
    return Scanner`

  it.each([['standard decorators', false], ['those that came before them', true]])('decorates methods, as %s are compiled', async (_, experimentalDecorators) => {
    const { tracker, kept } = tracking()
    const account = ({ self }: MeteredCall) => (self as { organisation: string }).organisation
    const options: MeteredOptions = { account, metadata: ({ args: [file] }) => ({ file: String(file) }) }
    const { outputText } = ts.transpileModule(source, { compilerOptions: { target: ts.ScriptTarget.ES2022, experimentalDecorators } })
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- what the compiler made of a decorator is run
    const make = new Function('trackUsage', 'options', outputText) as (...given: unknown[]) => new () => { scan(file: string): Promise<string> }
    const Scanner = make(tracker.trackUsage, options)
    expect(await new Scanner().scan('a.png')).toBe('acme a.png')
    await tracker.flush()
    expect(kept).toMatchObject([[{ type: 'ocr.scan', subject: 'acme', data: { file: 'a.png', quantity: '1' } }]])
  })
})
