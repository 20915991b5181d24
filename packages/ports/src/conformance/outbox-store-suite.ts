import { compareBytes } from '@farthing/core'
import type { OutboxEntry, OutboxMessage, OutboxRange } from '../outbox-store.js'
import type { Storage, Stores } from '../storage.js'
import { minute } from './event-samples.js'
import { expectFailure, expectSame } from './expectations.js'
import { inRolledBack, openTransaction } from './open-transaction.js'
import { expectPages, expectRefusedPages } from './paging.js'
import { recordCases } from './record-cases.js'
import type { RecordProbe } from './record-probe.js'
import { concurrentCase, storageCase, type StorageFactory, type Suite, type SuiteCase } from './suite.js'

type OutboxStorage = Storage<Pick<Stores, 'outbox'>>

function sampleMessage(about: Partial<OutboxMessage> = {}): OutboxMessage {
  return { account: 'acme', id: 'm1', topic: 'invoice.issued', at: minute(1), payload: { number: 'INV-1' }, ...about }
}

const append = (storage: OutboxStorage, about: Partial<OutboxMessage>) => storage.transaction('tenant', ({ outbox }) => outbox.append(sampleMessage(about)))
const read = (storage: OutboxStorage, account: string, range?: OutboxRange) => storage.transaction('tenant', ({ outbox }) => outbox.read(account, range))
const idsOf = (entries: readonly OutboxEntry[]) => entries.map(({ id, sequence }) => `${sequence} ${id}`)

const cases: readonly SuiteCase<StorageFactory<'outbox'>>[] = [
  storageCase('messages of an account stand one behind the other, 1, 2, 3 …, and accounts count for themselves', async (storage) => {
    const given = [await append(storage, { id: 'a' }), await append(storage, { id: 'b' }), await append(storage, { id: 'a', account: 'globex' })]
    expectSame(given[1], { ...sampleMessage({ id: 'b' }), sequence: 2 }, 'the entry')
    expectSame(given.map(({ sequence }) => sequence), [1, 2, 1], 'sequences')
    expectSame(idsOf(await read(storage, 'acme')), ['1 a', '2 b'], 'one account')
    expectSame(await read(storage, 'nobody'), [], 'an unknown account')
  }),

  storageCase('the same message again gives its entry and takes no place; other content under its id is a conflict', async (storage) => {
    const first = await append(storage, { id: 'a' })
    await append(storage, { id: 'b' })
    expectSame(await append(storage, { id: 'a' }), first, 'the same message')
    await expectFailure('storage.conflict', 'another payload', () => append(storage, { id: 'a', payload: null }))
    await append(storage, { id: 'c' })
    expectSame(idsOf(await read(storage, 'acme')), ['1 a', '2 b', '3 c'], 'the messages')
  }),

  storageCase('a message goes with its transaction, and a rollback leaves no gap', async (storage) => {
    await append(storage, { id: 'a' })
    await inRolledBack(storage, 'tenant', ({ outbox }) => outbox.append(sampleMessage({ id: 'lost' })))
    await append(storage, { id: 'b' })
    expectSame(idsOf(await read(storage, 'acme')), ['1 a', '2 b'], 'the messages')
  }),

  storageCase('messages at the same time leave no gap, whoever rolls back', async (storage) => {
    await Promise.all(
      Array.from({ length: 18 }, (_, index) =>
        index % 3 === 0
          ? inRolledBack(storage, 'tenant', ({ outbox }) => outbox.append(sampleMessage({ id: `lost ${index}` })))
          : append(storage, { id: `kept ${index}` }),
      ),
    )
    const kept = await read(storage, 'acme')
    expectSame(kept.map(({ sequence }) => sequence), kept.map((_, index) => index + 1), 'sequences')
    expectSame(kept.length, 12, 'messages')
  }),

  concurrentCase('a message is not seen before one that stands in front of it', async (storage) => {
    const first = await openTransaction(storage, 'tenant')
    await first.stores.outbox.append(sampleMessage({ id: 'first' }))
    const second = append(storage, { id: 'second' })
    expectSame(await read(storage, 'acme'), [], 'while the first is open')
    await first.commit()
    expectSame((await second).sequence, 2, 'the second')
    expectSame(idsOf(await read(storage, 'acme')), ['1 first', '2 second'], 'the messages')
  }),

  storageCase('a reader goes on from where it stands', async (storage) => {
    for (const id of ['a', 'b', 'c', 'd']) await append(storage, { id })
    expectSame(idsOf(await read(storage, 'acme', { limit: 2 })), ['1 a', '2 b'], 'the first two')
    expectSame(idsOf(await read(storage, 'acme', { after: 2, limit: 1 })), ['3 c'], 'the next one')
    expectSame(idsOf(await read(storage, 'acme', { after: 3 })), ['4 d'], 'the rest')
    expectSame(await read(storage, 'acme', { after: 4 }), [], 'behind the last')
    for (const limit of [0, 1001, 1.5]) await expectFailure('storage.page_invalid', `a limit of ${limit}`, () => read(storage, 'acme', { limit }))
    for (const after of [-1, 0.5]) await expectFailure('storage.page_invalid', `a position of ${after}`, () => read(storage, 'acme', { after }))
  }),

  storageCase('a message is found by its account and id, of the own tenant', async (storage) => {
    const entry = await append(storage, { id: 'a' })
    const find = (tenant: string, account: string, id: string) => storage.transaction(tenant, ({ outbox }) => outbox.find(account, id))
    expectSame(await find('tenant', 'acme', 'a'), entry, 'the message')
    for (const [tenant, account, id] of [['tenant', 'acme', 'b'], ['tenant', 'globex', 'a'], ['other', 'acme', 'a']] as const) {
      expectSame(await find(tenant, account, id), undefined, `${id} of ${account} of ${tenant}`)
    }
  }),

  storageCase('heads come in pages, by account bytes, without other tenants', async (storage) => {
    const accounts = ['acme', 'Zeta', 'émile', '\u{1f600}', '\uffff']
    for (const account of accounts) for (const id of account === 'acme' ? ['a', 'b'] : ['a']) await append(storage, { account, id })
    await storage.transaction('other', ({ outbox }) => outbox.append(sampleMessage({ account: 'theirs' })))
    const expected = [...accounts].sort(compareBytes).map((account) => ({ account, sequence: account === 'acme' ? 2 : 1 }))
    await expectPages((page) => storage.transaction('tenant', ({ outbox }) => outbox.heads(page)), expected, 'heads')
    await expectRefusedPages((page) => storage.transaction('tenant', ({ outbox }) => outbox.heads(page)))
  }),
]

export const outboxProbe: RecordProbe<'outbox', OutboxMessage> = {
  store: 'outbox',
  record: (text) => sampleMessage({ account: text, id: text, topic: text, payload: { [text]: [text] } }),
  write: (outbox, message) => outbox.append(message),
  read: async (outbox, { account, id }) => {
    const entry = await outbox.find(account, id)
    if (entry === undefined) return undefined
    const { sequence: _, ...message } = entry
    return message
  },
}

/** The contract of `OutboxStore`. */
export const outboxStoreSuite: Suite<StorageFactory<'outbox'>> = { name: 'outbox store', cases: [...recordCases(outboxProbe), ...cases] }
