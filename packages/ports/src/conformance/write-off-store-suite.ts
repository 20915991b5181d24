import { hashContent, type Interval } from '@farthing/core'
import type { WriteOff } from '../write-off-store.js'
import { october } from './event-samples.js'
import { expectFailure, expectSame } from './expectations.js'
import { expectPages, expectRefusedPages } from './paging.js'
import { pseudoRandom, shuffle } from './pseudo-random.js'
import { recordCases } from './record-cases.js'
import type { RecordProbe } from './record-probe.js'
import { storageCase, type StorageFactory, type Suite, type SuiteCase } from './suite.js'

const november: Interval = { from: october.to, to: '2026-12-01T00:00:00.000000Z' }

function sampleWriteOff(about: Partial<WriteOff> = {}): WriteOff {
  return {
    ...october,
    account: 'acme',
    subscription: 's1',
    identity: hashContent('sample/1', ['e1']),
    revision: 0,
    change: 'arrived',
    source: 'api',
    id: 'e1',
    reason: 'below the cost of a correction',
    actor: 'ops@seller',
    at: '2026-11-03T00:00:00.000000Z',
    ...about,
  }
}

const cases: readonly SuiteCase<StorageFactory<'writeOffs'>>[] = [
  storageCase('the same content again is a no-op, other content a conflict', async (storage) => {
    const put = (writeOff: WriteOff) => storage.transaction('tenant', ({ writeOffs }) => writeOffs.put(writeOff))
    await put(sampleWriteOff())
    await put(sampleWriteOff())
    await expectFailure('storage.conflict', 'another reason', () => put(sampleWriteOff({ reason: 'other' })))
    expectSame((await storage.transaction('tenant', ({ writeOffs }) => writeOffs.list({}))).items, [sampleWriteOff()], 'the write-offs')
  }),

  storageCase('the list comes in pages, ordered by period start, subscription, identity, revision as a number and change', async (storage) => {
    const ordered = [
      ...[0, 2, 10].map((revision) => sampleWriteOff({ revision, identity: 'a0' })),
      sampleWriteOff({ identity: 'b0' }),
      sampleWriteOff({ identity: 'b0', to: november.to }),
      sampleWriteOff({ identity: 'b0', change: 'withdrawn' }),
      sampleWriteOff({ subscription: 's2', identity: 'a0' }),
      sampleWriteOff({ ...november, identity: 'a0' }),
    ]
    await storage.transaction('tenant', async ({ writeOffs }) => {
      for (const writeOff of shuffle(ordered, pseudoRandom(1))) await writeOffs.put(writeOff)
    })
    await storage.transaction('other', ({ writeOffs }) => writeOffs.put(sampleWriteOff()))
    await expectPages((page) => storage.transaction('tenant', ({ writeOffs }) => writeOffs.list({}, page)), ordered, 'the list')
  }),

  storageCase('it is found by account, by subscription and by exactly its period, together', async (storage) => {
    const [first, second, third] = [sampleWriteOff(), sampleWriteOff({ subscription: 's2', account: 'globex' }), sampleWriteOff(november)]
    await storage.transaction('tenant', async ({ writeOffs }) => {
      for (const writeOff of [first, second, third]) await writeOffs.put(writeOff)
      const found = async (filter: Parameters<typeof writeOffs.list>[0]) => (await writeOffs.list(filter)).items
      expectSame(await found({ account: 'acme' }), [first, third], 'by account')
      expectSame(await found({ subscription: 's2' }), [second], 'by subscription')
      expectSame(await found({ period: october }), [first, second], 'by period')
      expectSame(await found({ period: { from: october.from, to: november.to } }), [], 'by a wider period')
      expectSame(await found({ account: 'acme', subscription: 's1', period: november }), [third], 'by all')
    })
  }),

  storageCase('limits and cursors that are none are refused', (storage) =>
    expectRefusedPages((page) => storage.transaction('tenant', ({ writeOffs }) => writeOffs.list({}, page))),
  ),
]

export const writeOffProbe: RecordProbe<'writeOffs', WriteOff> = {
  store: 'writeOffs',
  record: (text) => sampleWriteOff({ subscription: text, account: text, source: text, id: text, reason: text, actor: text }),
  write: (writeOffs, record) => writeOffs.put(record),
  read: async (writeOffs, { subscription }) => (await writeOffs.list({ subscription })).items[0],
}

/** The contract of `WriteOffStore`. */
export const writeOffStoreSuite: Suite<StorageFactory<'writeOffs'>> = { name: 'write-off store', cases: [...recordCases(writeOffProbe), ...cases] }
