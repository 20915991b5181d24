import { hashContent } from '@farthing/core'
import type { PaymentRecordFilter, PaymentRecordOf } from '../payment-store.js'
import type { Storage, Stores } from '../storage.js'
import { minute } from './event-samples.js'
import { expectFailure, expectOneWinner, expectSame } from './expectations.js'
import { inRolledBack } from './open-transaction.js'
import { expectPages, expectRefusedPages } from './paging.js'
import { pseudoRandom, shuffle } from './pseudo-random.js'
import { recordCases } from './record-cases.js'
import type { RecordProbe } from './record-probe.js'
import { storageCase, type StorageFactory, type Suite, type SuiteCase } from './suite.js'

type PaymentStorage = Storage<Pick<Stores, 'payments'>>
type SessionRecord = PaymentRecordOf<'session'>

function sampleSession({ id = 's1', ...about }: Partial<SessionRecord> = {}): SessionRecord {
  const content = {
    id, tenant: 'tenant', account: 'acme', provider: 'mock', purpose: 'checkout', amount: { amount: '50', currency: 'EUR' }, documents: [], idempotencyKey: id,
    correlation: 'c', initiatedAt: minute(1), expiresAt: minute(60), facts: [],
  } as const
  return { kind: 'session', id, revision: 1, status: 'initiated', provider: 'mock', account: 'acme', createdAt: minute(1), content, ...about }
}

function sampleWebhook(about: Partial<PaymentRecordOf<'webhook'>> = {}): PaymentRecordOf<'webhook'> {
  const content = { about: 'refund', kind: 'settled', id: 'evt_1', provider: 'mock', at: minute(1), refund: 're_1' } as const
  const webhook = { tenant: 'tenant', provider: 'mock', event: 'evt_1', fingerprint: hashContent('sample/1', ['evt_1']), receivedAt: minute(2), content }
  return { kind: 'webhook', id: 's1', revision: 1, status: 'applied', provider: 'mock', createdAt: minute(2), content: { webhook }, ...about }
}

const append = (storage: PaymentStorage, record: SessionRecord) => storage.transaction('tenant', ({ payments }) => payments.append(record))
const history = (storage: PaymentStorage) => storage.transaction('tenant', ({ payments }) => payments.history('session', 's1'))

const cases: readonly SuiteCase<StorageFactory<'payments'>>[] = [
  storageCase('steps follow each other without a gap; the same again is a no-op, and the last one is what is got', async (storage) => {
    for (const revision of [1, 2, 2, 1, 3]) await append(storage, sampleSession({ revision, status: `at ${revision}` }))
    expectSame(await history(storage), [1, 2, 3].map((revision) => sampleSession({ revision, status: `at ${revision}` })), 'the steps')
    await storage.transaction('tenant', async ({ payments }) => expectSame((await payments.get('session', 's1'))?.revision, 3, 'the last step'))
    await expectFailure('storage.conflict', 'another one in a place that is taken', () => append(storage, sampleSession({ revision: 2, status: 'other' })))
    await expectFailure('storage.conflict', 'one that is not the next', () => append(storage, sampleSession({ revision: 5 })))
    await expectFailure('storage.conflict', 'a first one that is not 1', () => append(storage, sampleSession({ id: 's2', revision: 2 })))
  }),

  storageCase('kinds do not get into each other’s way', async (storage) => {
    await storage.transaction('tenant', async ({ payments }) => {
      await payments.append(sampleSession())
      await payments.append(sampleWebhook())
      expectSame([await payments.get('session', 's1'), await payments.get('webhook', 's1')], [sampleSession(), sampleWebhook()], 'by kind')
      expectSame(await payments.get('refund', 's1'), undefined, 'of another kind')
    })
  }),

  storageCase('of steps for one place at the same time, one is kept', async (storage) => {
    await append(storage, sampleSession())
    const contested = ['a', 'b', 'c'].map((status) => sampleSession({ revision: 2, status }))
    const winner = await expectOneWinner(contested.map((one) => () => append(storage, one)), 'steps for one place')
    expectSame(await history(storage), [sampleSession(), contested[winner]], 'the steps')
  }),

  storageCase('a step that is rolled back leaves the one before', async (storage) => {
    await append(storage, sampleSession())
    await inRolledBack(storage, 'tenant', ({ payments }) => payments.append(sampleSession({ revision: 2, status: 'lost' })))
    expectSame(await history(storage), [sampleSession()], 'the steps')
    await append(storage, sampleSession({ revision: 2, status: 'kept' }))
  }),

  storageCase('the list comes in pages, ordered by creation and id, each thing once and at its last step', async (storage) => {
    const first = [sampleSession({ id: 'b' }), sampleSession({ id: 'a', createdAt: minute(2) }), sampleSession({ id: 'é', createdAt: minute(2) }), sampleSession({ id: 'c', createdAt: minute(3) })]
    await storage.transaction('tenant', async ({ payments }) => {
      for (const record of shuffle(first, pseudoRandom(1))) await payments.append(record)
      for (const record of shuffle(first, pseudoRandom(2))) await payments.append({ ...record, revision: 2, status: 'settled' })
      await payments.append(sampleWebhook())
    })
    await storage.transaction('other', ({ payments }) => payments.append(sampleSession()))
    const last = first.map((record) => ({ ...record, revision: 2, status: 'settled' }))
    await expectPages((page) => storage.transaction('tenant', ({ payments }) => payments.list('session', {}, page)), last, 'the list')
  }),

  storageCase('things are found by what their last step names, together', async (storage) => {
    const records = [
      sampleSession({ id: 'a' }),
      sampleSession({ id: 'b', account: 'globex', payment: 'pay_1' }),
      sampleSession({ id: 'c', provider: 'bank', payment: 'pay_1' }),
    ]
    await storage.transaction('tenant', async ({ payments }) => {
      for (const record of records) await payments.append(record)
      await payments.append(sampleSession({ id: 'a', revision: 2, status: 'settled', providerName: 'cs_1' }))
      const found = async (filter: PaymentRecordFilter) => (await payments.list('session', filter)).items.map(({ id }) => id)
      expectSame(await found({ account: 'acme' }), ['a', 'c'], 'by account')
      expectSame(await found({ payment: 'pay_1' }), ['b', 'c'], 'by payment')
      expectSame(await found({ provider: 'mock', payment: 'pay_1' }), ['b'], 'by provider and payment')
      expectSame(await found({ providerName: 'cs_1' }), ['a'], 'by the provider’s name')
      expectSame(await found({ status: 'initiated' }), ['b', 'c'], 'by status: an earlier step is none')
      expectSame(await found({ status: 'settled', account: 'globex' }), [], 'by status and another account')
      expectSame(await found({ accounts: ['globex', 'nobody'] }), ['b'], 'of some accounts')
      expectSame(await found({ accounts: [] }), [], 'of none of all accounts')
      expectSame(await found({ currency: 'EUR' }), ['a', 'b', 'c'], 'by currency')
      expectSame(await found({ currency: 'USD' }), [], 'by another currency')
      expectSame(await found({ since: minute(1), until: minute(2) }), ['a', 'b', 'c'], 'from the time of their creation on')
      expectSame(await found({ since: minute(2) }), [], 'from a later time on')
      expectSame(await found({ until: minute(1) }), [], 'until the time of their creation, which is outside')
    })
  }),

  storageCase('limits and cursors that are none are refused', (storage) =>
    expectRefusedPages((page) => storage.transaction('tenant', ({ payments }) => payments.list('session', {}, page))),
  ),
]

export const paymentProbe: RecordProbe<'payments', SessionRecord> = {
  store: 'payments',
  record: (text) => sampleSession({ id: text, account: text, provider: text, payment: text, providerName: text, status: text }),
  write: (payments, record) => payments.append(record),
  read: (payments, { id }) => payments.get('session', id),
}

/** The contract of `PaymentStore`. */
export const paymentStoreSuite: Suite<StorageFactory<'payments'>> = { name: 'payment store', cases: [...recordCases(paymentProbe), ...cases] }
