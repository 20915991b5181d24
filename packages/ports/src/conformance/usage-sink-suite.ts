import { hashContent, type Exact } from '@farthing/core'
import type { UsageRecord, UsageSink } from '../usage-sink.js'
import { minute } from './event-samples.js'
import { expectSame } from './expectations.js'
import { subjectCases } from './subject-case.js'
import type { Suite, SuiteCase } from './suite.js'

/** A sink, and what it makes of records. */
export interface UsageSinkUnderTest {
  readonly sink: UsageSink
  /** What is billed there now of one meter of a subscription in the period of the sample records; `"0"` where it has no record. */
  billed(about: { readonly subscription: string; readonly meter: string }): Promise<string>
  /** Releases what was taken for it. */
  destroy?(): Promise<void>
}

/** What an adapter gives, so that the suite can try its sink out. It knows the subscriptions `s1` and `s2` with the meters `calls` and `tokens`. */
export interface UsageSinkFactory {
  create(): Promise<UsageSinkUnderTest>
}

const sinkCase = /* @__PURE__ */ subjectCases<UsageSinkFactory, UsageSinkUnderTest>()

interface SampleRecord {
  readonly revision: number
  readonly quantity: Exact
  readonly previous?: Exact
  readonly subscription?: string
  readonly meter?: string
}

/** A record of `calls` of `s1`, with an idempotency key that follows from what it is. */
function sampleRecord({ revision, quantity, previous = '0', subscription = 's1', meter = 'calls' }: SampleRecord): UsageRecord {
  const idempotencyKey = hashContent('sample-record/1', [subscription, meter, revision])
  const about = { tenant: 'tenant', account: 'acme', subscription, plan: 'api', meter, from: minute(0), to: minute(60), revision, idempotencyKey }
  return { ...about, quantity, events: 1, usage: [{ dimensions: {}, quantity, events: 1 }], previous, knownAt: { cut: `c${revision}`, at: minute(revision) } }
}

const calls = { subscription: 's1', meter: 'calls' }

const cases: readonly SuiteCase<UsageSinkFactory>[] = [
  sinkCase('what was taken is billed', async ({ sink, billed }) => {
    const receipt = await sink.deliver(sampleRecord({ revision: 1, quantity: '5' }))
    expectSame('refused' in receipt, false, 'a record of a known subscription refused')
    expectSame(await billed(calls), '5', 'what is billed')
  }),

  sinkCase('the same record again changes nothing', async ({ sink, billed }) => {
    const record = sampleRecord({ revision: 1, quantity: '5' })
    for (let times = 0; times < 3; times += 1) await sink.deliver(record)
    expectSame(await billed(calls), '5', 'what is billed')
  }),

  sinkCase('a later revision stands for the one before: more, less, and nothing', async ({ sink, billed }) => {
    const quantities: readonly Exact[] = ['5', '8', '2', '0']
    for (const [index, quantity] of quantities.entries()) {
      const record = sampleRecord({ revision: index + 1, quantity, previous: quantities[index - 1] ?? '0' })
      await sink.deliver(record)
      await sink.deliver(record)
      expectSame(await billed(calls), quantity, `what is billed after revision ${index + 1}`)
    }
  }),

  sinkCase('fractions of a unit and long numbers are not rounded', async ({ sink, billed }) => {
    const quantity = '12345678901234567890.000000001'
    await sink.deliver(sampleRecord({ revision: 1, quantity }))
    expectSame(await billed(calls), quantity, 'what is billed')
  }),

  sinkCase('subscriptions and meters are kept apart', async ({ sink, billed }) => {
    await sink.deliver(sampleRecord({ revision: 1, quantity: '1' }))
    await sink.deliver(sampleRecord({ revision: 1, quantity: '2', meter: 'tokens' }))
    await sink.deliver(sampleRecord({ revision: 1, quantity: '3', subscription: 's2' }))
    expectSame(await Promise.all([billed(calls), billed({ ...calls, meter: 'tokens' }), billed({ ...calls, subscription: 's2' })]), ['1', '2', '3'], 'what is billed')
  }),
]

/** The contract of `UsageSink`. A sink that takes whole units alone says so by failing the case of fractions. */
export const usageSinkSuite: Suite<UsageSinkFactory> = { name: 'usage sink', cases }
