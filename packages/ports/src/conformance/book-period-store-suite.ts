import type { BookClosing } from '../book-period-store.js'
import type { Storage, Stores } from '../storage.js'
import { minute } from './event-samples.js'
import { expectFailure, expectSame } from './expectations.js'
import { inRolledBack, openTransaction } from './open-transaction.js'
import { expectPages, expectRefusedPages } from './paging.js'
import { sampleTransaction } from './sample-transaction.js'
import { concurrentCase, storageCase, type StorageFactory, type Suite, type SuiteCase } from './suite.js'

type Book = Storage<Pick<Stores, 'ledger' | 'bookPeriods'>>

function closing(through: string, about: Partial<BookClosing> = {}): BookClosing {
  return { through, at: minute(0), actor: 'ops', correlation: 'c', ...about }
}

function posted(name: string, accountingDate: string, tenant = 'tenant') {
  const entry = { account: { role: 'cash_rounding' }, currency: 'EUR' } as const
  return sampleTransaction(name, { tenant, accountingDate, entries: [{ ...entry, amountMinor: '5' }, { ...entry, amountMinor: '-5' }] })
}

const put = (storage: Book, name: string, day: string) => storage.transaction('tenant', ({ ledger }) => ledger.put(posted(name, day)))
const close = (storage: Book, through: string) => storage.transaction('tenant', ({ bookPeriods }) => bookPeriods.close(closing(through)))
const current = (storage: Book) => storage.transaction('tenant', ({ bookPeriods }) => bookPeriods.current())

const cases: readonly SuiteCase<StorageFactory<'ledger' | 'bookPeriods'>>[] = [
  storageCase('nothing is booked on a closed day, the last one included; the day after is open', async (storage) => {
    expectSame(await current(storage), {}, 'before')
    await put(storage, 'early', '2026-10-31')
    await close(storage, '2026-10-31')
    expectSame(await current(storage), { closedThrough: '2026-10-31' }, 'after')
    for (const day of ['2026-10-31', '2026-10-01', '0001-01-01']) await expectFailure('ledger.period_closed', day, () => put(storage, `late ${day}`, day))
    await put(storage, 'next', '2026-11-01')
    await expectFailure('ledger.period_closed', 'one of many', () => storage.transaction('tenant', ({ ledger }) => ledger.putAll([posted('x', '2026-11-01'), posted('y', '2026-10-31')])))
    expectSame(await storage.transaction('tenant', async ({ ledger }) => (await ledger.list()).items.map(({ key }) => key).sort()), ['early', 'next'], 'the book')
  }),

  storageCase('what is booked already may be put again', async (storage) => {
    await put(storage, 'early', '2026-10-31')
    await close(storage, '2026-10-31')
    await put(storage, 'early', '2026-10-31')
  }),

  storageCase('closing goes forward only', async (storage) => {
    await close(storage, '2026-10-31')
    for (const day of ['2026-10-31', '2026-10-30']) await expectFailure('storage.conflict', day, () => close(storage, day))
    await close(storage, '2026-11-30')
    expectSame(await current(storage), { closedThrough: '2026-11-30' }, 'the books')
  }),

  storageCase('closings are listed by day, as they were recorded', async (storage) => {
    const closings = ['2026-01-31', '2026-02-28', '2026-03-31'].map((through) => closing(through, { actor: through }))
    for (const one of closings) await storage.transaction('tenant', ({ bookPeriods }) => bookPeriods.close(one))
    await expectPages((page) => storage.transaction('tenant', ({ bookPeriods }) => bookPeriods.list(page)), closings, 'the closings')
    await expectRefusedPages((page) => storage.transaction('tenant', ({ bookPeriods }) => bookPeriods.list(page)))
  }),

  storageCase('a rollback leaves the books open, and other tenants have books of their own', async (storage) => {
    await inRolledBack(storage, 'tenant', ({ bookPeriods }) => bookPeriods.close(closing('2026-10-31')))
    await put(storage, 'early', '2026-10-31')
    await close(storage, '2026-10-31')
    await storage.transaction('other', async ({ ledger, bookPeriods }) => {
      expectSame(await bookPeriods.current(), {}, 'the books of another tenant')
      await ledger.put(posted('early', '2026-10-31', 'other'))
    })
  }),

  storageCase('of several closings at the same time the books keep the furthest', async (storage) => {
    await Promise.allSettled(['2026-10-31', '2026-12-31', '2026-11-30'].map((through) => close(storage, through)))
    expectSame(await current(storage), { closedThrough: '2026-12-31' }, 'the books')
  }),

  concurrentCase('who closes waits for who is booking, and who books then waits and is refused', async (storage) => {
    const booking = await openTransaction(storage, 'tenant')
    await booking.stores.ledger.put(posted('booking', '2026-10-31'))
    let isClosed = false
    const closed = close(storage, '2026-10-31').then(() => {
      isClosed = true
    })
    // Answers of another tenant show that time has passed in which the closing could have ended.
    for (let turn = 0; turn < 5; turn += 1) await storage.transaction('other', ({ bookPeriods }) => bookPeriods.current())
    expectSame(isClosed, false, 'closed while somebody is booking')
    await booking.commit()
    await closed
    await expectFailure('ledger.period_closed', 'a posting after it', () => put(storage, 'late', '2026-10-31'))
  }),
]

/** The contract of `BookPeriodStore`. */
export const bookPeriodStoreSuite: Suite<StorageFactory<'ledger' | 'bookPeriods'>> = { name: 'book period store', cases }
