import { hashContent } from '@farthing/core'
import { sealEntries, startChain, type ChainHead, type LedgerTransaction } from '@farthing/ledger'
import type { Storage, Stores } from '../storage.js'
import { minute } from './event-samples.js'
import { expectFailure, expectSame } from './expectations.js'
import { openTransaction } from './open-transaction.js'
import { sampleTransaction } from './sample-transaction.js'
import { concurrentCase, storageCase, type StorageFactory, type Suite, type SuiteCase } from './suite.js'

type Book = Storage<Pick<Stores, 'ledger' | 'chain'>>

function posted(name: string, tenant = 'tenant'): LedgerTransaction {
  const entry = { account: { role: 'cash_rounding' }, currency: 'EUR' } as const
  return sampleTransaction(name, { tenant, entries: [{ ...entry, amountMinor: '5' }, { ...entry, amountMinor: '-5' }] })
}

const put = (storage: Book, ...names: readonly string[]) => storage.transaction('tenant', ({ ledger }) => ledger.putAll(names.map((name) => posted(name))))

/** Chains up to `limit` transactions, and gives the keys of those that it took. */
async function seal(storage: Book, limit = 1_000): Promise<readonly string[]> {
  return storage.transaction('tenant', async ({ chain }) => {
    const head: ChainHead = (await chain.head()) ?? startChain('tenant')
    const transactions = await chain.unchained(limit)
    await chain.append(sealEntries(head, transactions).links)
    return transactions.map(({ key }) => key)
  })
}

const cases: readonly SuiteCase<StorageFactory<'ledger' | 'chain'>>[] = [
  storageCase('transactions are given in the order of their commits, whatever their times say, and each once', async (storage) => {
    await put(storage, 'c')
    await storage.transaction('tenant', ({ ledger }) => ledger.put({ ...posted('a'), bookedAt: minute(0) }))
    await put(storage, 'b')
    expectSame(await seal(storage, 2), ['c', 'a'], 'the first two')
    expectSame(await seal(storage), ['b'], 'the rest')
    expectSame(await seal(storage), [], 'nothing')
    const links = await storage.transaction('tenant', ({ chain }) => chain.list(0, 1_000))
    expectSame(links.map(({ link, transaction, damage }) => [link.sequence, transaction?.key ?? 'gone', damage ?? 'whole']), [[1, 'c', 'whole'], [2, 'a', 'whole'], [3, 'b', 'whole']], 'the chain')
    expectSame(sealEntries(startChain('tenant'), links.flatMap(({ transaction }) => transaction ?? [])).links, links.map(({ link }) => link), 'sealed at once')
  }),

  storageCase('links come from behind a sequence, as many as asked for, and the head is the last', async (storage) => {
    await put(storage, 'a', 'b', 'c', 'd', 'e')
    await seal(storage)
    await storage.transaction('tenant', async ({ chain }) => {
      expectSame((await chain.list(1, 3)).map(({ link }) => link.sequence), [2, 3, 4], 'three')
      expectSame(await chain.list(5, 3), [], 'behind the last')
      expectSame((await chain.head())?.sequence, 5, 'the head')
      expectSame(await chain.strays(), [], 'strays')
    })
    for (const limit of [0, 1_001, 1.5]) {
      await expectFailure('storage.page_invalid', `${limit} links`, () => storage.transaction('tenant', ({ chain }) => chain.list(0, limit)))
      await expectFailure('storage.page_invalid', `${limit} transactions`, () => storage.transaction('tenant', ({ chain }) => chain.unchained(limit)))
    }
  }),

  storageCase('what a transaction has written itself is not given to it', async (storage) => {
    await put(storage, 'a')
    await storage.transaction('tenant', async ({ ledger, chain }) => {
      await ledger.put(posted('own'))
      expectSame((await chain.unchained(10)).map(({ key }) => key), ['a'], 'the unchained')
    })
    expectSame(await seal(storage), ['a', 'own'], 'after the commit')
  }),

  storageCase('a link that is not the next, that takes a place, or whose transaction is chained or unknown, is refused', async (storage) => {
    await put(storage, 'a', 'b')
    await seal(storage, 1)
    const [head, left] = await storage.transaction('tenant', async ({ chain }) => [await chain.head(), await chain.unchained(1)] as const)
    if (head === undefined) throw new Error('a chain of one: expected a head, got none')
    const [next] = sealEntries(head, left).links
    if (next === undefined) throw new Error('one transaction is left: expected a link, got none')
    const refused = [{ ...next, sequence: 1 }, { ...next, sequence: 3 }, { ...next, transaction: head.transaction }, { ...next, transaction: hashContent('sample/1', ['unknown']) }]
    for (const link of refused) await expectFailure('storage.conflict', JSON.stringify(link), () => storage.transaction('tenant', ({ chain }) => chain.append([link])))
    expectSame(await seal(storage), posted('b').key === left[0]?.key ? ['b'] : ['a'], 'what is left')
  }),

  storageCase('one of several sealers at the same time has a place, the others a conflict', async (storage) => {
    await put(storage, 'a', 'b', 'c')
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map(() => seal(storage)))
    const links = await storage.transaction('tenant', ({ chain }) => chain.list(0, 10))
    expectSame(links.map(({ link }) => link.sequence), [1, 2, 3], 'the chain')
    const sealed = outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value.length : 0))
    expectSame(Math.max(...sealed), 3, 'what one of them took')
  }),

  concurrentCase('what is written while an older transaction is open waits for it', async (storage) => {
    const open = await openTransaction(storage, 'tenant')
    await open.stores.ledger.put(posted('slow'))
    await put(storage, 'quick')
    expectSame(await seal(storage), [], 'while the older one is open')
    await open.commit()
    expectSame(await seal(storage), ['slow', 'quick'], 'once it has committed')
  }),

  storageCase('a rollback leaves no link, and other tenants have chains of their own', async (storage) => {
    await put(storage, 'a')
    await storage.transaction('other', ({ ledger }) => ledger.put(posted('a', 'other')))
    await storage
      .transaction('tenant', async ({ chain }) => {
        await chain.append(sealEntries(startChain('tenant'), await chain.unchained(10)).links)
        throw new Error('rolled back on purpose')
      })
      .catch(() => undefined)
    expectSame(await seal(storage), ['a'], 'after the rollback')
    const foreign = await storage.transaction('other', async ({ chain }) => [(await chain.list(0, 10)).length, (await chain.unchained(10)).length])
    expectSame(foreign, [0, 1], 'the chain of another tenant')
  }),
]

/** The contract of `ChainStore`. */
export const chainStoreSuite: Suite<StorageFactory<'ledger' | 'chain'>> = { name: 'chain store', cases }
