import { hashContent } from '@farthing/core'
import type { Subscription } from '@farthing/pricing'
import type { SubscriptionFilter } from '../subscription-store.js'
import type { Storage, Stores } from '../storage.js'
import { textsInByteOrder } from './awkward-texts.js'
import { october } from './event-samples.js'
import { expectSame } from './expectations.js'
import { inRolledBack } from './open-transaction.js'
import { expectPages, expectRefusedPages } from './paging.js'
import { pseudoRandom, shuffle } from './pseudo-random.js'
import { recordCases } from './record-cases.js'
import type { RecordProbe } from './record-probe.js'
import { concurrentCase, storageCase, type StorageFactory, type Suite, type SuiteCase } from './suite.js'

function sampleSubscription(about: Partial<Subscription> = {}): Subscription {
  return {
    id: 's1',
    account: 'acme',
    plan: 'pro',
    planVersion: hashContent('sample-plan/1', ['pro']),
    zone: 'Europe/Berlin',
    anchor: '2026-10-01',
    from: october.from,
    ...about,
  }
}

type SubscriptionStorage = Storage<Pick<Stores, 'subscriptions'>>

async function put(storage: SubscriptionStorage, ...subscriptions: readonly Subscription[]): Promise<void> {
  await storage.transaction('tenant', async (stores) => {
    for (const subscription of subscriptions) await stores.subscriptions.put(subscription)
  })
}

async function expectFound(storage: SubscriptionStorage, filter: SubscriptionFilter, ids: readonly string[]): Promise<void> {
  const page = await storage.transaction('tenant', (stores) => stores.subscriptions.list(filter))
  expectSame(page.items.map(({ id }) => id), ids, `subscriptions of ${JSON.stringify(filter)}`)
}

const cases: readonly SuiteCase<StorageFactory<'subscriptions'>>[] = [
  storageCase('a subscription replaces the one with its id as a whole, also where it is found', async (storage) => {
    const moved = sampleSubscription({ account: 'globex', to: october.to })
    await put(storage, sampleSubscription({ subjects: ['robot'], anchorDay: 31 }))
    await put(storage, moved)
    expectSame(await storage.transaction('tenant', (stores) => stores.subscriptions.get('s1')), moved, 'the subscription')
    await expectFound(storage, { account: 'acme' }, [])
    await expectFound(storage, { subject: 'robot' }, [])
    await expectFound(storage, { account: 'globex', subject: 'globex' }, ['s1'])
  }),

  storageCase('by reseller: those whose wholesale side an account has, alone and with other conditions', async (storage) => {
    const wholesale = { account: 'partner', plan: 'resold', planVersion: hashContent('sample-plan/1', ['resold']) }
    const resold = sampleSubscription({ id: 's2', wholesale })
    await put(storage, sampleSubscription(), resold, sampleSubscription({ id: 's3', account: 'globex', wholesale }), sampleSubscription({ id: 's4', wholesale: { ...wholesale, account: 'other' } }))
    await expectFound(storage, { reseller: 'partner' }, ['s2', 's3'])
    await expectFound(storage, { reseller: 'partner', account: 'acme' }, ['s2'])
    await expectFound(storage, { reseller: 'partner', subject: 'globex' }, ['s3'])
    await expectFound(storage, { reseller: 'acme' }, [])
    await put(storage, sampleSubscription({ id: 's2' }))
    await expectFound(storage, { reseller: 'partner' }, ['s3'])
  }),

  storageCase('a replacement that is rolled back leaves what was found before it', async (storage) => {
    await put(storage, sampleSubscription())
    await inRolledBack(storage, 'tenant', (stores) => stores.subscriptions.put(sampleSubscription({ account: 'globex', subjects: ['robot'] })))
    await expectFound(storage, { account: 'acme', subject: 'acme' }, ['s1'])
    await expectFound(storage, { account: 'globex' }, [])
    await expectFound(storage, { subject: 'robot' }, [])
  }),

  storageCase('by account, and by subject: those that it names, or its account where it names none', async (storage) => {
    await put(
      storage,
      sampleSubscription({ id: 's1' }),
      sampleSubscription({ id: 's2', subjects: ['robot', 'drone'] }),
      sampleSubscription({ id: 's3', account: 'globex', subjects: ['acme', 'robot'] }),
      sampleSubscription({ id: 's4', account: 'Acme' }),
    )
    await expectFound(storage, {}, ['s1', 's2', 's3', 's4'])
    await expectFound(storage, { account: 'acme' }, ['s1', 's2'])
    await expectFound(storage, { subject: 'acme' }, ['s1', 's3'])
    await expectFound(storage, { subject: 'robot' }, ['s2', 's3'])
    await expectFound(storage, { account: 'acme', subject: 'robot' }, ['s2'])
    await expectFound(storage, { account: 'globex', subject: 'globex' }, [])
    await expectFound(storage, { account: 'unknown' }, [])
    await expectFound(storage, { subject: 'ACME' }, [])
  }),

  storageCase('many are found at once, by id and by subject: each once, in the order of id bytes', async (storage) => {
    const [first, second, third, fourth] = ['s1', 's2', 's3', '\uff5e'].map((id) => sampleSubscription({ id, account: `${id} account` })) as [Subscription, Subscription, Subscription, Subscription]
    const [robots, astral] = [sampleSubscription({ id: 's10', subjects: ['robot', 'drone'] }), sampleSubscription({ id: '\u{1F600}', account: 'robot' })]
    await put(storage, ...shuffle([first, second, third, fourth, robots, astral], pseudoRandom(2)))
    await storage.transaction('other', (stores) => stores.subscriptions.put(sampleSubscription({ id: 's1', account: 'robot' })))
    await storage.transaction('tenant', async ({ subscriptions }) => {
      expectSame(await subscriptions.find({ ids: ['\uff5e', 's2', 'missing', 's2', 's10'], subjects: ['robot', 's1 account', 'drone', 'nobody', 'robot'] }), [first, robots, second, fourth, astral], 'by both')
      expectSame(await subscriptions.find({ ids: [], subjects: ['acme', 'ROBOT', 's3'] }), [], 'by what is no subject')
      expectSame(await subscriptions.find({ ids: ['s3'], subjects: [] }), [third], 'by id')
      expectSame(await subscriptions.find({ ids: [], subjects: [] }), [], 'by nothing')
      await subscriptions.put({ ...robots, subjects: ['drone'] })
      expectSame(await subscriptions.find({ ids: [], subjects: ['robot'] }), [astral], 'behind a change in the same transaction')
    })
  }),

  storageCase('lists come in pages, in the order of id bytes, filtered or not, without other tenants', async (storage) => {
    const own = textsInByteOrder.map((id) => sampleSubscription({ id }))
    const foreign = textsInByteOrder.map((id) => sampleSubscription({ id: `${id}!`, account: 'globex' }))
    await put(storage, ...shuffle([...own, ...foreign], pseudoRandom(1)))
    await storage.transaction('other', (stores) => stores.subscriptions.put(sampleSubscription()))
    const list = (filter: SubscriptionFilter) => (page?: { readonly limit?: number; readonly cursor?: string }) =>
      storage.transaction('tenant', (stores) => stores.subscriptions.list(filter, page))
    await expectPages(list({ account: 'acme' }), own, 'by account')
    await expectPages(list({ accounts: ['globex', 'nobody'], plan: 'pro' }), foreign, 'by some accounts and a plan')
    await expectPages(list({ accounts: [] }), [], 'by none of all accounts')
    await expectPages(list({ plan: 'other' }), [], 'by a plan that none is on')
    await expectPages(list({ subject: 'globex' }), foreign, 'by subject')
    await expectPages(list({ account: 'nobody' }), [], 'of an unknown account')
  }),

  storageCase('what is loaded is what is there, and nothing where there is nothing', async (storage) => {
    const load = () => storage.transaction('tenant', (stores) => stores.subscriptions.load('s1'))
    expectSame(await load(), undefined, 'before the first')
    await put(storage, sampleSubscription())
    expectSame(await load(), sampleSubscription(), 'the subscription')
    expectSame(await storage.transaction('other', (stores) => stores.subscriptions.load('s1')), undefined, 'of another tenant')
  }),

  concurrentCase('who loads waits for who has loaded, so that no change is lost', async (storage) => {
    await put(storage, sampleSubscription({ subjects: ['s0'] }))
    const add = (subject: string) =>
      storage.transaction('tenant', async (stores) => {
        const { subjects = [] } = (await stores.subscriptions.load('s1')) ?? {}
        await stores.subscriptions.put(sampleSubscription({ subjects: [...subjects, subject] }))
      })
    await Promise.all(Array.from({ length: 12 }, (_, index) => add(`s${index + 1}`)))
    const found = await storage.transaction('tenant', (stores) => stores.subscriptions.get('s1'))
    expectSame(found?.subjects?.length, 13, 'subjects after twelve changes at the same time')
  }),

  storageCase('limits and cursors that are none are refused', (storage) =>
    expectRefusedPages((page) => storage.transaction('tenant', (stores) => stores.subscriptions.list({}, page))),
  ),
]

export const subscriptionProbe: RecordProbe<'subscriptions', Subscription> = {
  store: 'subscriptions',
  record: (text) => sampleSubscription({ id: text, account: text, plan: text, subjects: [text] }),
  write: (subscriptions, record) => subscriptions.put(record),
  read: (subscriptions, { id }) => subscriptions.get(id),
}

/** The contract of `SubscriptionStore`. */
export const subscriptionStoreSuite: Suite<StorageFactory<'subscriptions'>> = {
  name: 'subscription store',
  cases: [...recordCases(subscriptionProbe), ...cases],
}
