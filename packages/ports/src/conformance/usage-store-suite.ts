import { hashContent, type Interval } from '@farthing/core'
import type { SealedUsage } from '../usage-store.js'
import { october } from './event-samples.js'
import { expectFailure, expectOneWinner, expectSame } from './expectations.js'
import { recordCases } from './record-cases.js'
import type { RecordProbe } from './record-probe.js'
import { storageCase, type StorageFactory, type Suite, type SuiteCase } from './suite.js'

const november: Interval = { from: october.to, to: '2026-12-01T00:00:00.000000Z' }

function sealedUsage(about: Partial<SealedUsage> = {}): SealedUsage {
  const subscription = about.subscription ?? 's1'
  const bucket = {
    from: '2026-10-14T09:00:00.000000Z',
    to: '2026-10-14T09:15:00.000000Z',
    subscription,
    meter: 'tokens',
    dimensions: { model: 'large', region: null },
    quantity: '1400000',
    events: 1,
    evidence: hashContent('sample/1', [subscription]),
    aggregation: 'sum@1',
    state: '1400000',
  } as const
  return {
    ...october,
    subscription,
    revision: 0,
    knownAt: { cut: 'c1', at: '2026-11-01T01:00:00.000000Z' },
    basis: hashContent('sample/1', ['basis']),
    waits: [
      {
        meter: 'tokens',
        policy: 'source',
        grace: 'PT1H',
        watermark: '2026-11-01T01:00:00.000000Z',
        at: '2026-11-02T00:00:00.000000Z',
        slowest: { source: 'edge', upTo: '2026-11-01T01:00:00.000000Z' },
        behind: [{ source: 'edge', upTo: '2026-10-31T22:00:00.000000Z' }],
      },
    ],
    buckets: [bucket, { ...bucket, dimensions: { model: 'small', region: null }, quantity: '70/31' }],
    ...about,
  }
}

const sealed = sealedUsage()
const corrected = sealedUsage({ revision: 1, buckets: [] })

const cases: readonly SuiteCase<StorageFactory<'usage'>>[] = [
  storageCase('the newest revision is the latest, and older ones do not come back', async (storage) => {
    await storage.transaction('tenant', (stores) => stores.usage.put(sealed))
    await storage.transaction('tenant', async (stores) => {
      await stores.usage.put(corrected)
      expectSame(await stores.usage.latest('s1', october), corrected, 'the latest')
      for (let revision = 2; revision <= 12; revision += 1) await stores.usage.put(sealedUsage({ revision }))
    })
    const latest = await storage.transaction('tenant', (stores) => stores.usage.latest('s1', october))
    expectSame(latest?.revision, 12, 'revisions count as numbers and not as text')
  }),

  storageCase('the newest revisions of many periods are told at once, in the order in which they are asked', async (storage) => {
    for (const usage of [sealed, sealedUsage({ subscription: 's2', ...november })]) await storage.transaction('tenant', (stores) => stores.usage.put(usage))
    await storage.transaction('other', (stores) => stores.usage.put(sealedUsage({ subscription: 's3' })))
    await storage.transaction('tenant', async ({ usage }) => {
      for (let revision = 1; revision <= 10; revision += 1) await usage.put(sealedUsage({ revision }))
      const asked = [{ subscription: 's2', ...november }, { subscription: 's3', ...october }, { subscription: 's1', ...october }, { subscription: 's1', from: october.from, to: november.to }, { subscription: 's2', ...november }]
      expectSame((await usage.latestRevisions(asked)).map((revision) => revision ?? null), [0, null, 10, null, 0], 'the revisions')
      expectSame(await usage.latestRevisions([]), [], 'of no period')
    })
  }),

  storageCase('each revision is found by its number', async (storage) => {
    for (const usage of [sealed, corrected]) await storage.transaction('tenant', (stores) => stores.usage.put(usage))
    await storage.transaction('tenant', async (stores) => {
      expectSame(await stores.usage.get('s1', october, 0), sealed, 'revision 0')
      expectSame(await stores.usage.get('s1', october, 1), corrected, 'revision 1')
      expectSame(await stores.usage.get('s1', october, 2), undefined, 'a revision that does not exist')
      expectSame(await stores.usage.get('s1', november, 0), undefined, 'another interval')
    })
  }),

  storageCase('every revision stays and is found by its number', async (storage) => {
    const other = sealedUsage({ subscription: 's2' })
    for (const usage of [sealed, corrected, other]) await storage.transaction('tenant', (stores) => stores.usage.put(usage))
    await storage.transaction('tenant', async (stores) => {
      expectSame(await stores.usage.get('s1', october, 0), sealed, 'revision 0')
      expectSame(await stores.usage.get('s1', october, 1), corrected, 'revision 1')
      expectSame(await stores.usage.get('s1', october, 2), undefined, 'revision 2')
      expectSame(await stores.usage.get('s2', october, 1), undefined, 'revision 1 of another subscription')
      expectSame(await stores.usage.get('s1', november, 0), undefined, 'revision 0 of another interval')
    })
  }),

  storageCase('the same content again is a no-op, also of an older revision', async (storage) => {
    for (const usage of [sealed, corrected, sealed, corrected]) await storage.transaction('tenant', (stores) => stores.usage.put(usage))
    expectSame(await storage.transaction('tenant', (stores) => stores.usage.latest('s1', october)), corrected, 'the latest')
  }),

  storageCase('a revision with other content is a conflict, and so is another cut', async (storage) => {
    await storage.transaction('tenant', (stores) => stores.usage.put(sealed))
    const others = [{ buckets: [] }, { knownAt: { cut: 'c2', at: sealed.knownAt.at } }, { buckets: [...sealed.buckets].reverse() }]
    for (const other of others) {
      await expectFailure('storage.conflict', `revision 0 again with other ${Object.keys(other).join()}`, () =>
        storage.transaction('tenant', (stores) => stores.usage.put(sealedUsage(other))),
      )
    }
    expectSame(await storage.transaction('tenant', (stores) => stores.usage.latest('s1', october)), sealed, 'the latest')
  }),

  storageCase('a revision without the one before is a conflict', async (storage) => {
    await expectFailure('storage.conflict', 'revision 1 first', () => storage.transaction('tenant', (stores) => stores.usage.put(corrected)))
    await storage.transaction('tenant', (stores) => stores.usage.put(sealed))
    await expectFailure('storage.conflict', 'revision 2 after 0', () =>
      storage.transaction('tenant', (stores) => stores.usage.put(sealedUsage({ revision: 2 }))),
    )
  }),

  storageCase('only exactly the same interval and subscription is found, and each has its own revisions', async (storage) => {
    const wider = { from: october.from, to: november.to }
    await storage.transaction('tenant', async (stores) => {
      await stores.usage.put(sealed)
      await stores.usage.put(sealedUsage(november))
      await stores.usage.put(sealedUsage({ subscription: 's2' }))
      expectSame(await stores.usage.latest('s1', wider), undefined, 'a wider interval')
      expectSame(await stores.usage.latest('s3', october), undefined, 'another subscription')
      expectSame(await stores.usage.latest('s1', november), sealedUsage(november), 'the next month')
      expectSame(await stores.usage.latest('s2', october), sealedUsage({ subscription: 's2' }), 'the other subscription')
    })
  }),

  storageCase('of seals at the same time that saw something else, one is kept', async (storage) => {
    const seals = ['c1', 'c2', 'c3'].map((cut) => sealedUsage({ knownAt: { cut, at: sealed.knownAt.at } }))
    const winner = await expectOneWinner(
      seals.map((seal) => () => storage.transaction('tenant', (stores) => stores.usage.put(seal))),
      'seals of one revision',
    )
    expectSame(await storage.transaction('tenant', (stores) => stores.usage.latest('s1', october)), seals[winner], 'the latest')
  }),
]

export const usageProbe: RecordProbe<'usage', SealedUsage> = {
  store: 'usage',
  record: (text) => sealedUsage({ subscription: text, knownAt: { cut: text, at: '2026-11-01T01:00:00.000000Z' } }),
  write: (usage, record) => usage.put(record),
  read: (usage, { subscription, from, to }) => usage.latest(subscription, { from, to }),
}

/** The contract of `UsageStore`. */
export const usageStoreSuite: Suite<StorageFactory<'usage'>> = { name: 'usage store', cases: [...recordCases(usageProbe), ...cases] }
