import type { HoldFilter, HoldRecord } from '../hold-store.js'
import type { PageRequest } from '../page.js'
import { minute } from './event-samples.js'
import { expectFailure, expectSame } from './expectations.js'
import { expectPages, expectRefusedPages } from './paging.js'
import { pseudoRandom, shuffle } from './pseudo-random.js'
import { recordCases } from './record-cases.js'
import type { RecordProbe } from './record-probe.js'
import { storageCase, type StorageFactory, type Suite, type SuiteCase } from './suite.js'

function sampleHold(id: string, about: Partial<HoldRecord> = {}): HoldRecord {
  const { account = 'acme' } = about
  const book = { role: 'unapplied_cash', account } as const
  return { id, revision: 1, account, book, currency: 'EUR', pool: `pool of ${account}`, amountMinor: '500', placedAt: minute(0), expiresAt: minute(60), status: 'pending', ...about }
}

const cases: readonly SuiteCase<StorageFactory<'holds'>>[] = [
  storageCase('steps of a hold stand one behind the other; the same again is a no-op, a taken or skipped place a conflict', async (storage) => {
    const append = (record: HoldRecord) => storage.transaction('tenant', ({ holds }) => holds.append(record))
    const posted = sampleHold('h1', { revision: 2, status: 'posted', postedMinor: '300', endedAt: minute(5) })
    await expectFailure('storage.conflict', 'an end without a beginning', () => append(posted))
    await append(sampleHold('h1'))
    await append(sampleHold('h1'))
    await append(posted)
    await append(posted)
    await expectFailure('storage.conflict', 'another end', () => append({ ...posted, status: 'voided' }))
    await expectFailure('storage.conflict', 'another beginning', () => append(sampleHold('h1', { amountMinor: '7' })))
    await expectFailure('storage.conflict', 'a skipped place', () => append(sampleHold('h1', { revision: 4 })))
    expectSame(await storage.transaction('tenant', ({ holds }) => holds.get('h1')), posted, 'the last step')
  }),

  storageCase('the list has the last step of each hold, by placing and id, of an account, a pool or a status', async (storage) => {
    const pending = ['a', 'b', 'c', 'd', 'e'].map((id, index) => sampleHold(id, { placedAt: minute(9 - Math.floor(index * 0.5)), account: index % 2 === 0 ? 'acme' : 'globex' }))
    const ended = pending.slice(0, 2).map((record): HoldRecord => ({ ...record, revision: 2, status: 'voided', endedAt: minute(20) }))
    await storage.transaction('tenant', async ({ holds }) => {
      for (const record of [...shuffle(pending, pseudoRandom(3)), ...ended]) await holds.append(record)
    })
    const last = [...ended, ...pending.slice(2)].sort((x, y) => (x.placedAt === y.placedAt ? (x.id < y.id ? -1 : 1) : x.placedAt < y.placedAt ? -1 : 1))
    const list = (filter: HoldFilter) => (page?: PageRequest) => storage.transaction('tenant', ({ holds }) => holds.list(filter, page))
    await expectPages(list({}), last, 'all holds')
    await expectPages(list({ account: 'acme' }), last.filter(({ account }) => account === 'acme'), 'holds of an account')
    await expectPages(list({ pool: 'pool of globex', status: 'pending' }), last.filter(({ account, status }) => account === 'globex' && status === 'pending'), 'pending holds of a pool')
    await expectPages(list({ status: 'posted' }), [], 'posted holds')
    await expectRefusedPages(list({}))
  }),
]

export const holdProbe: RecordProbe<'holds', HoldRecord> = {
  store: 'holds',
  record: (text) => sampleHold(text, { account: text, pool: text }),
  write: (holds, record) => holds.append(record),
  read: (holds, { id }) => holds.get(id),
}

/** The contract of `HoldStore`. */
export const holdStoreSuite: Suite<StorageFactory<'holds'>> = { name: 'hold store', cases: [...recordCases(holdProbe), ...cases] }
