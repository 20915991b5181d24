import { hashContent, type Interval } from '@farthing/core'
import type { CarryRecord } from '../carry-store.js'
import { minute, october } from './event-samples.js'
import { expectFailure, expectSame } from './expectations.js'
import { pseudoRandom, shuffle } from './pseudo-random.js'
import { recordCases } from './record-cases.js'
import type { RecordProbe } from './record-probe.js'
import { storageCase, type StorageFactory, type Suite, type SuiteCase } from './suite.js'

const november: Interval = { from: october.to, to: '2026-12-01T00:00:00.000000Z' }

function sampleCarry(about: Partial<CarryRecord> = {}): CarryRecord {
  const carry = { 'price:bucket-overage': { '["price",["calls",{}]]': { rolledOver: '70/31' } } }
  return { ...october, subscription: 's1', side: 'retail', carry, hash: hashContent('carry/1', [carry]), document: hashContent('sample/1', ['i1']), ...about }
}

const cases: readonly SuiteCase<StorageFactory<'carries'>>[] = [
  storageCase('what a period handed on is kept once: the same again is a no-op, other content a conflict', async (storage) => {
    const put = (record: CarryRecord) => storage.transaction('tenant', ({ carries }) => carries.put(record))
    await put(sampleCarry())
    await put(sampleCarry())
    await expectFailure('storage.conflict', 'another carry', () => put(sampleCarry({ carry: {} })))
    const found = await storage.transaction('tenant', ({ carries }) => carries.latest({ subscription: 's1', side: 'retail', until: october.to }))
    expectSame(found, sampleCarry(), 'the carry')
  }),

  storageCase('what a corrected period hands on stands behind what it handed on before', async (storage) => {
    const put = (record: CarryRecord) => storage.transaction('tenant', ({ carries }) => carries.put(record))
    for (const revision of [1, undefined, 10, 2]) await put(sampleCarry(revision === undefined ? {} : { revision, carry: { revision } }))
    await expectFailure('storage.conflict', 'another one of a revision', () => put(sampleCarry({ revision: 10, carry: {} })))
    const found = await storage.transaction('tenant', ({ carries }) => carries.latest({ subscription: 's1', side: 'retail', until: october.to }))
    expectSame(found, sampleCarry({ revision: 10, carry: { revision: 10 } }), 'the carry')
  }),

  storageCase('the latest is that of the last period that ended by the instant, of its subscription and side', async (storage) => {
    const first = sampleCarry({ from: minute(0), to: minute(15) })
    const longer = sampleCarry({ from: minute(0), to: minute(30) })
    const shorter = sampleCarry({ from: minute(15), to: minute(30) })
    const wholesale = sampleCarry({ side: 'wholesale', from: minute(15), to: minute(45) })
    const other = sampleCarry({ ...november, subscription: 's2' })
    await storage.transaction('tenant', async ({ carries }) => {
      for (const record of shuffle([first, longer, shorter, wholesale, other], pseudoRandom(1))) await carries.put(record)
    })
    await storage.transaction('other', ({ carries }) => carries.put(sampleCarry({ from: minute(20), to: minute(29) })))
    await storage.transaction('tenant', async ({ carries }) => {
      const latest = (until: string, side: CarryRecord['side'] = 'retail') => carries.latest({ subscription: 's1', side, until })
      expectSame(await latest(minute(14)), undefined, 'before the first one ended')
      expectSame(await latest(minute(15)), first, 'at the end of the first one')
      expectSame(await latest(minute(29)), first, 'just before the end of the next ones')
      expectSame(await latest(minute(30)), shorter, 'of two that end together')
      expectSame(await latest(november.to), shorter, 'long after')
      expectSame(await latest(november.to, 'wholesale'), wholesale, 'of the other side')
    })
  }),
]

export const carryProbe: RecordProbe<'carries', CarryRecord> = {
  store: 'carries',
  record: (text) => sampleCarry({ subscription: text, carry: { [text]: { [text]: { text } } } }),
  write: (carries, record) => carries.put(record),
  read: (carries, { subscription, side, to }) => carries.latest({ subscription, side, until: to }),
}

/** The contract of `CarryStore`. */
export const carryStoreSuite: Suite<StorageFactory<'carries'>> = { name: 'carry store', cases: [...recordCases(carryProbe), ...cases] }
