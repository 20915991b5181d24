import { expectFailure, expectOneWinner, expectSame } from './expectations.js'
import { inRolledBack } from './open-transaction.js'
import { recordCases } from './record-cases.js'
import type { RecordProbe } from './record-probe.js'
import { storageCase, type StorageFactory, type Suite, type SuiteCase } from './suite.js'

const cases: readonly SuiteCase<StorageFactory<'offsets'>>[] = [
  storageCase('an offset moves from where it stands, also to where it stands, and each source has its own', async (storage) => {
    await storage.transaction('tenant', async ({ offsets }) => {
      await offsets.advance('files', { to: '3' })
      await offsets.advance('files', { from: '3', to: '9' })
      await offsets.advance('files', { from: '9', to: '9' })
      await offsets.advance('table', { to: 'a' })
    })
    await storage.transaction('tenant', async ({ offsets }) => {
      expectSame([await offsets.get('files'), await offsets.get('table')], ['9', 'a'], 'the offsets')
    })
  }),

  storageCase('a step from elsewhere is a conflict and moves nothing', async (storage) => {
    await storage.transaction('tenant', ({ offsets }) => offsets.advance('files', { to: '3' }))
    for (const step of [{ to: '5' }, { from: '2', to: '5' }, { from: '', to: '5' }]) {
      await expectFailure('storage.conflict', `a step from ${step.from ?? 'the start'}`, () =>
        storage.transaction('tenant', ({ offsets }) => offsets.advance('files', step)),
      )
    }
    await expectFailure('storage.conflict', 'a step of a source that was never read', () =>
      storage.transaction('tenant', ({ offsets }) => offsets.advance('other', { from: '0', to: '1' })),
    )
    expectSame(await storage.transaction('tenant', ({ offsets }) => offsets.get('files')), '3', 'the offset')
  }),

  storageCase('a step that is rolled back did not happen', async (storage) => {
    await storage.transaction('tenant', ({ offsets }) => offsets.advance('files', { to: '3' }))
    await inRolledBack(storage, 'tenant', ({ offsets }) => offsets.advance('files', { from: '3', to: '9' }))
    await storage.transaction('tenant', ({ offsets }) => offsets.advance('files', { from: '3', to: '4' }))
    expectSame(await storage.transaction('tenant', ({ offsets }) => offsets.get('files')), '4', 'the offset')
  }),

  ...[undefined, 'start'].map((from) =>
    storageCase<'offsets'>(`of readers that move ${from === undefined ? 'a new source' : 'one offset'} at the same time, one does`, async (storage) => {
      if (from !== undefined) await storage.transaction('tenant', ({ offsets }) => offsets.advance('files', { to: from }))
      const ends = ['a', 'b', 'c', 'd']
      const winner = await expectOneWinner(
        ends.map((to) => () => storage.transaction('tenant', ({ offsets }) => offsets.advance('files', from === undefined ? { to } : { from, to }))),
        'steps from one offset',
      )
      expectSame(await storage.transaction('tenant', ({ offsets }) => offsets.get('files')), ends[winner], 'the offset')
    }),
  ),
]

interface Offset {
  readonly source: string
  readonly offset: string
}

export const offsetProbe: RecordProbe<'offsets', Offset> = {
  store: 'offsets',
  record: (text) => ({ source: text, offset: text }),
  write: (offsets, { source, offset }) => offsets.advance(source, { to: offset }),
  read: async (offsets, { source }) => {
    const offset = await offsets.get(source)
    return offset === undefined ? undefined : { source, offset }
  },
}

/** The contract of `OffsetStore`. */
export const offsetStoreSuite: Suite<StorageFactory<'offsets'>> = { name: 'offset store', cases: [...recordCases(offsetProbe), ...cases] }
