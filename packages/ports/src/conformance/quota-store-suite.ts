import type { PageRequest } from '../page.js'
import type { QuotaLimit, QuotaReservation, QuotaReservationFilter } from '../quota-store.js'
import { minute } from './event-samples.js'
import { expectFailure, expectSame } from './expectations.js'
import { inRolledBack, openTransaction } from './open-transaction.js'
import { expectPages, expectRefusedPages } from './paging.js'
import { pseudoRandom, shuffle } from './pseudo-random.js'
import { recordCases } from './record-cases.js'
import type { RecordProbe } from './record-probe.js'
import { concurrentCase, storageCase, type StorageFactory, type Suite, type SuiteCase } from './suite.js'

function sampleReservation(id: string, about: Partial<QuotaReservation> = {}): QuotaReservation {
  const of = { account: 'acme', subscription: 's1', feature: 'scans' }
  return { id, revision: 1, ...of, quantity: '5', costAtMost: '1/3', currency: 'EUR', reservedAt: minute(0), expiresAt: minute(60), status: 'pending', ...about }
}

const sampleLimit = (about: Partial<QuotaLimit> = {}): QuotaLimit => ({ subscription: 's1', feature: 'scans', revision: 1, quantity: '100', resetPeriod: 'month', configuredAt: minute(0), ...about })

const cases: readonly SuiteCase<StorageFactory<'quotas'>>[] = [
  storageCase('steps of a reservation stand one behind the other; the same again is a no-op, a taken or skipped place a conflict', async (storage) => {
    const append = (record: QuotaReservation) => storage.transaction('tenant', ({ quotas }) => quotas.append(record))
    const committed = sampleReservation('r1', { revision: 2, status: 'committed', usedQuantity: '3', endedAt: minute(5) })
    await expectFailure('storage.conflict', 'an end without a beginning', () => append(committed))
    await append(sampleReservation('r1'))
    await append(sampleReservation('r1'))
    await append(committed)
    await append(committed)
    await append(sampleReservation('r1'))
    await expectFailure('storage.conflict', 'another end', () => append({ ...committed, status: 'released' }))
    await expectFailure('storage.conflict', 'another beginning', () => append(sampleReservation('r1', { quantity: '7' })))
    await expectFailure('storage.conflict', 'a skipped place', () => append(sampleReservation('r1', { revision: 4 })))
    const { last, pending } = await storage.transaction('tenant', async ({ quotas }) => ({ last: await quotas.get('r1'), pending: await quotas.list({ status: 'pending' }) }))
    expectSame(last, committed, 'the last step')
    expectSame(pending.items, [], 'what is pending')
  }),

  storageCase('the list has the last step of each reservation, by time and id, of an account, a subscription, a feature or a status', async (storage) => {
    const made = ['a', 'b', 'c', 'd', 'e', 'f'].map((id, index) =>
      sampleReservation(id, { reservedAt: minute(9 - Math.floor(index * 0.5)), ...(index % 2 === 0 ? {} : { account: 'globex', subscription: 's2', feature: 'calls' }) }),
    )
    const ended = made.slice(0, 2).map((record): QuotaReservation => ({ ...record, revision: 2, status: 'expired', endedAt: minute(60) }))
    await storage.transaction('tenant', async ({ quotas }) => {
      for (const record of [...shuffle(made, pseudoRandom(3)), ...ended]) await quotas.append(record)
    })
    const last = [...ended, ...made.slice(2)].sort((x, y) => (x.reservedAt === y.reservedAt ? (x.id < y.id ? -1 : 1) : x.reservedAt < y.reservedAt ? -1 : 1))
    const list = (filter: QuotaReservationFilter) => (page?: PageRequest) => storage.transaction('tenant', ({ quotas }) => quotas.list(filter, page))
    await expectPages(list({}), last, 'all reservations')
    await expectPages(list({ accounts: ['acme', 'nobody'] }), last.filter(({ account }) => account === 'acme'), 'those of some accounts')
    await expectPages(list({ accounts: [] }), [], 'those of none of all accounts')
    await expectPages(list({ account: 'acme' }), last.filter(({ account }) => account === 'acme'), 'those of an account')
    await expectPages(list({ subscription: 's2', feature: 'calls', status: 'pending' }), last.filter(({ subscription, status }) => subscription === 's2' && status === 'pending'), 'pending ones of a feature')
    await expectPages(list({ subscription: 's2', feature: 'scans' }), [], 'conditions that nothing meets together')
    await expectPages(list({ status: 'expired' }), last.filter(({ status }) => status === 'expired'), 'expired ones')
    await expectRefusedPages(list({}))
    await expectRefusedPages(list({ status: 'pending' }))
  }),

  storageCase('the last decision on each feature of a subscription is its limit, in byte order of the features', async (storage) => {
    const appendLimit = (limit: QuotaLimit) => storage.transaction('tenant', ({ quotas }) => quotas.appendLimit(limit))
    const limits = (subscription: string, tenant = 'tenant') => storage.transaction(tenant, ({ quotas }) => quotas.limits(subscription))
    expectSame(await limits('s1'), [], 'the limits before any')
    const { quantity: _, ...none } = sampleLimit({ revision: 3, configuredAt: minute(9) })
    const others = [sampleLimit({ feature: 'a', quantity: '0.5' }), sampleLimit({ feature: 'ä' }), sampleLimit({ feature: 'z' })]
    for (const limit of [...shuffle(others, pseudoRandom(1)), sampleLimit(), sampleLimit({ revision: 2, quantity: '200' }), none, none]) await appendLimit(limit)
    await appendLimit(sampleLimit({ subscription: 's2' }))
    expectSame(await limits('s1'), [others[0], none, others[2], others[1]], 'the limits')
    expectSame(await limits('s1', 'other'), [], 'the limits of another tenant')
    await expectFailure('storage.conflict', 'other content', () => appendLimit(sampleLimit({ quantity: '1' })))
    await expectFailure('storage.conflict', 'a skipped place', () => appendLimit(sampleLimit({ revision: 5 })))
  }),

  storageCase('the turn of a feature may be taken again and again, and ends with its transaction', async (storage) => {
    await storage.transaction('tenant', async ({ quotas }) => {
      await quotas.lock('s1', 'scans')
      await quotas.lock('s1', 'scans')
    })
    await inRolledBack(storage, 'tenant', ({ quotas }) => quotas.lock('s1', 'scans'))
    await storage.transaction('tenant', ({ quotas }) => quotas.lock('s1', 'scans'))
  }),

  concurrentCase('who takes the turn of a feature waits for who has it, and then sees what was kept', async (storage) => {
    const reserve = (id: string) =>
      storage.transaction('tenant', async ({ quotas }) => {
        await quotas.lock('s1', 'scans')
        const { items } = await quotas.list({ subscription: 's1', feature: 'scans', status: 'pending' })
        if (items.length < 5) await quotas.append(sampleReservation(id))
      })
    await Promise.all(Array.from({ length: 12 }, (_, index) => reserve(`r${index}`)))
    expectSame((await storage.transaction('tenant', ({ quotas }) => quotas.list({}))).items.length, 5, 'how many of twelve found room for five')
  }),

  concurrentCase('turns of other features, subscriptions and tenants keep nobody waiting', async (storage) => {
    const held = await openTransaction(storage, 'tenant')
    await held.stores.quotas.lock('s1', 'scans')
    await storage.transaction('tenant', ({ quotas }) => quotas.lock('s1', 'calls'))
    await storage.transaction('tenant', ({ quotas }) => quotas.lock('s2', 'scans'))
    await storage.transaction('other', ({ quotas }) => quotas.lock('s1', 'scans'))
    await held.commit()
  }),
]

export const quotaProbe: RecordProbe<'quotas', QuotaReservation> = {
  store: 'quotas',
  record: (text) => sampleReservation(text, { account: text, subscription: text, feature: text }),
  write: (quotas, record) => quotas.append(record),
  read: (quotas, { id }) => quotas.get(id),
}

/** The contract of `QuotaStore`. */
export const quotaStoreSuite: Suite<StorageFactory<'quotas'>> = { name: 'quota store', cases: [...recordCases(quotaProbe), ...cases] }
