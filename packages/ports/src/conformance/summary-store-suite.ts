import { hashContent, type Interval } from '@farthing/core'
import type { UsageSummary } from '../summary-store.js'
import { minute, october } from './event-samples.js'
import { expectSame } from './expectations.js'
import { inRolledBack } from './open-transaction.js'
import { expectPages, expectRefusedPages } from './paging.js'
import { pseudoRandom, shuffle } from './pseudo-random.js'
import { recordCases } from './record-cases.js'
import type { RecordProbe } from './record-probe.js'
import { storageCase, type StorageFactory, type Suite, type SuiteCase } from './suite.js'

const november: Interval = { from: october.to, to: '2026-12-01T00:00:00.000000Z' }

function sampleSummary(about: Partial<UsageSummary> = {}): UsageSummary {
  const { subscription = 's1', from, to } = { ...october, ...about }
  const usage = { subscription, meter: 'tokens', dimensions: { model: 'large', region: null }, from, to, quantity: '70/31', events: 2 } as const
  return {
    ...october,
    subscription,
    account: 'acme',
    plan: 'pro',
    knownAt: { cut: 'c1', at: '2026-11-01T01:00:00.000000Z' },
    usage: [{ ...usage, evidence: hashContent('sample/1', [subscription]) }],
    refused: [],
    ...about,
  }
}

const cases: readonly SuiteCase<StorageFactory<'summaries'>>[] = [
  storageCase('a summary replaces the one of its subscription and interval as a whole', async (storage) => {
    const newer = sampleSummary({ account: 'globex', knownAt: { cut: 'c2', at: '2026-11-02T00:00:00.000000Z' }, usage: [] })
    for (const summary of [sampleSummary(), newer]) await storage.transaction('tenant', ({ summaries }) => summaries.put(summary))
    await storage.transaction('tenant', async ({ summaries }) => {
      expectSame(await summaries.get('s1', october), newer, 'the summary')
      expectSame((await summaries.list({ account: 'acme' })).items, [], 'summaries of the account that it was of')
      expectSame((await summaries.list({ account: 'globex' })).items, [newer], 'summaries of the account that it is of')
    })
  }),

  storageCase('a replacement that is rolled back leaves the summary before it', async (storage) => {
    await storage.transaction('tenant', ({ summaries }) => summaries.put(sampleSummary()))
    await inRolledBack(storage, 'tenant', ({ summaries }) => summaries.put(sampleSummary({ usage: [] })))
    expectSame(await storage.transaction('tenant', ({ summaries }) => summaries.get('s1', october)), sampleSummary(), 'the summary')
  }),

  storageCase('the list comes in pages, ordered by start, subscription and end', async (storage) => {
    const of = (subscription: string, from: number, to: number) => sampleSummary({ subscription, from: minute(from), to: minute(to) })
    const ordered = [of('a', 0, 15), of('a', 0, 30), of('b', 0, 15), of('\u{1f600}', 0, 15), of('a', 15, 30), of('b', 15, 30)]
    await storage.transaction('tenant', async ({ summaries }) => {
      for (const summary of shuffle(ordered, pseudoRandom(1))) await summaries.put(summary)
    })
    await storage.transaction('other', ({ summaries }) => summaries.put(sampleSummary()))
    await expectPages((page) => storage.transaction('tenant', ({ summaries }) => summaries.list({}, page)), ordered, 'the list')
  }),

  storageCase('it is found by account, by subscription and by an interval that it shares an instant with, together', async (storage) => {
    const [first, second, third] = [sampleSummary(), sampleSummary({ subscription: 's2' }), sampleSummary({ ...november, account: 'globex' })]
    const put = [first, second, third]
    await storage.transaction('tenant', async ({ summaries }) => {
      for (const summary of put) await summaries.put(summary)
      const found = async (filter: Parameters<typeof summaries.list>[0]) => (await summaries.list(filter)).items
      expectSame(await found({ account: 'acme' }), [first, second], 'by account')
      expectSame(await found({ subscription: 's1' }), [first, third], 'by subscription')
      expectSame(await found({ within: november }), [third], 'by interval, whose start is inside and whose end is outside')
      expectSame(await found({ within: { from: minute(5), to: minute(6) } }), [first, second], 'by an interval inside')
      expectSame(await found({ account: 'acme', subscription: 's1', within: october }), [first], 'by all')
      expectSame(await found({ accounts: ['globex', 'nobody'] }), [third], 'by some accounts')
      expectSame(await found({ accounts: [] }), [], 'by none of all accounts')
      expectSame(await found({ account: 'acme', within: november }), [], 'by conditions that do not hold together')
    })
  }),

  storageCase('limits and cursors that are none are refused', (storage) =>
    expectRefusedPages((page) => storage.transaction('tenant', ({ summaries }) => summaries.list({}, page))),
  ),
]

export const summaryProbe: RecordProbe<'summaries', UsageSummary> = {
  store: 'summaries',
  record: (text) => sampleSummary({ subscription: text, account: text, plan: text, knownAt: { cut: text, at: october.to } }),
  write: (summaries, record) => summaries.put(record),
  read: (summaries, { subscription, from, to }) => summaries.get(subscription, { from, to }),
}

/** The contract of `SummaryStore`. */
export const summaryStoreSuite: Suite<StorageFactory<'summaries'>> = { name: 'summary store', cases: [...recordCases(summaryProbe), ...cases] }
