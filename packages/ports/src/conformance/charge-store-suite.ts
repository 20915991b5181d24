import { hashContent, isFarthingError } from '@farthing/core'
import type { Charge } from '@farthing/pricing'
import { october } from './event-samples.js'
import { expectFailure, expectSame } from './expectations.js'
import { inRolledBack } from './open-transaction.js'
import { recordCases } from './record-cases.js'
import type { RecordProbe } from './record-probe.js'
import { concurrentCase, storageCase, type StorageFactory, type Suite, type SuiteCase } from './suite.js'

/** As a caller does: of two batches that hold what the other wants one is given up, and runs again. */
async function untilPreferred<T>(work: () => Promise<T>, tries = 20): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (tries === 1 || !isFarthingError(error) || error.code !== 'storage.contention') throw error
    return untilPreferred(work, tries - 1)
  }
}

/** One rating of one charge: `key` is what is charged, `rating` how. */
function sampleCharge({ key = 'tokens', rating = 'first' } = {}): Charge {
  return {
    ...october,
    chargeKey: hashContent('sample-charge/1', [key]),
    ratingKey: hashContent('sample-rating/1', [key, rating]),
    side: 'retail',
    subscription: key,
    plan: 'pro',
    planVersion: hashContent('sample-plan/1', ['pro']),
    component: 'tokens',
    meter: 'tokens',
    dimensions: { model: key, region: null },
    billing: 'arrears',
    model: 'graduated@1',
    quantity: '1400000',
    amount: '1',
    currency: 'EUR',
    trail: [{ label: rating, tier: 2, quantity: '400000', unit: '0.0000025', flat: '0', amount: '1' }],
    stages: [{ id: 'usage-tiers@1', use: 'usage-tiers@1', hash: hashContent('sample-stage/1', []) }],
    usageDigest: hashContent('sample-usage/1', [key, rating]),
  }
}

const first = sampleCharge()
const second = sampleCharge({ rating: 'second' })

const cases: readonly SuiteCase<StorageFactory<'charges'>>[] = [
  storageCase('a rating is kept once: the same rating key gives the head back', async (storage) => {
    for (let run = 0; run < 3; run += 1) {
      const kept = await storage.transaction('tenant', (stores) => stores.charges.put(first))
      expectSame(kept, { charge: first, revision: 0 }, `run ${run}`)
    }
  }),

  storageCase('another rating is the next revision, and returning to an earlier one is another', async (storage) => {
    for (const [revision, charge] of [first, second, second, first].entries()) {
      const expected = { charge, revision: [0, 1, 1, 2][revision] }
      expectSame(await storage.transaction('tenant', (stores) => stores.charges.put(charge)), expected, `rating ${revision}`)
      expectSame(await storage.transaction('tenant', (stores) => stores.charges.head(charge.chargeKey)), expected, `head ${revision}`)
    }
  }),

  storageCase('each charge key has its own revisions', async (storage) => {
    const other = sampleCharge({ key: 'base' })
    await storage.transaction('tenant', async (stores) => {
      await stores.charges.put(first)
      await stores.charges.put(second)
      expectSame(await stores.charges.put(other), { charge: other, revision: 0 }, 'the first rating of another key')
      expectSame(await stores.charges.head(first.chargeKey), { charge: second, revision: 1 }, 'the head of the first key')
    })
  }),

  storageCase('many are kept at once as one by one, and their revisions come in the order given', async (storage) => {
    const [other, third] = [sampleCharge({ key: 'base' }), sampleCharge({ key: 'other "quoted", \\' })]
    await storage.transaction('tenant', (stores) => stores.charges.putAll([first, other]))
    const kept = await storage.transaction('tenant', (stores) => stores.charges.putAll([third, second, other]))
    expectSame(kept, [{ charge: third, revision: 0 }, { charge: second, revision: 1 }, { charge: other, revision: 0 }], 'what is kept')
    expectSame(await storage.transaction('tenant', (stores) => stores.charges.head(first.chargeKey)), { charge: second, revision: 1 }, 'the head')
    expectSame(await storage.transaction('tenant', (stores) => stores.charges.putAll([])), [], 'of none')
    await expectFailure('storage.conflict', 'one key twice', () => storage.transaction('tenant', (stores) => stores.charges.putAll([first, second])))
    expectSame(await storage.transaction('other', (stores) => stores.charges.head(first.chargeKey)), undefined, 'of another tenant')
  }),

  concurrentCase('many that meet others get the next revisions, and the same ones together', async (storage) => {
    const [base, again] = [sampleCharge({ key: 'base' }), sampleCharge({ key: 'base', rating: 'again' })]
    const batches = [[first, base], [again, first], [second, base], [base, second], [first, again]]
    const kept = await Promise.all(batches.map((batch) => untilPreferred(() => storage.transaction('tenant', (stores) => stores.charges.putAll(batch)))))
    for (const [place, revisions] of kept.entries()) expectSame(revisions.map(({ charge }) => charge), batches[place], `batch ${place}`)
    const claimed = new Set(kept.flat().map(({ charge: { chargeKey }, revision }) => `${chargeKey} ${revision}`))
    const rated = new Set(kept.flat().map(({ charge: { chargeKey, ratingKey }, revision }) => `${chargeKey} ${revision} ${ratingKey}`))
    expectSame(rated.size, claimed.size, 'ratings with a revision of their own')
  }),

  storageCase('a revision that is rolled back is given again', async (storage) => {
    await storage.transaction('tenant', (stores) => stores.charges.put(first))
    await inRolledBack(storage, 'tenant', (stores) => stores.charges.put(second))
    expectSame(await storage.transaction('tenant', (stores) => stores.charges.head(first.chargeKey)), { charge: first, revision: 0 }, 'the head')
    expectSame(await storage.transaction('tenant', (stores) => stores.charges.put(second)), { charge: second, revision: 1 }, 'the next')
  }),

  storageCase('revisions go past ten in the order of numbers', async (storage) => {
    await storage.transaction('tenant', async (stores) => {
      for (let run = 0; run <= 11; run += 1) await stores.charges.put(sampleCharge({ rating: `r${run}` }))
    })
    const head = await storage.transaction('tenant', (stores) => stores.charges.head(first.chargeKey))
    expectSame(head, { charge: sampleCharge({ rating: 'r11' }), revision: 11 }, 'the head')
  }),

  storageCase('ratings at the same time get one revision each, and the same rating one together', async (storage) => {
    const same = await Promise.all([1, 2, 3, 4].map(() => storage.transaction('tenant', (stores) => stores.charges.put(first))))
    expectSame(same, same.map(() => ({ charge: first, revision: 0 })), 'the same rating')
    const ratings = ['a', 'b', 'c', 'd'].map((rating) => sampleCharge({ rating }))
    const kept = await Promise.all(ratings.map((charge) => storage.transaction('tenant', (stores) => stores.charges.put(charge))))
    expectSame(kept.map(({ charge }) => charge), ratings, 'different ratings')
    expectSame(kept.map(({ revision }) => revision).sort(), [1, 2, 3, 4], 'their revisions')
  }),
]

export const chargeProbe: RecordProbe<'charges', Charge> = {
  store: 'charges',
  record: (text) => sampleCharge({ key: text, rating: text }),
  write: (charges, record) => charges.put(record),
  read: async (charges, { chargeKey }) => (await charges.head(chargeKey))?.charge,
}

/** The contract of `ChargeStore`. */
export const chargeStoreSuite: Suite<StorageFactory<'charges'>> = { name: 'charge store', cases: [...recordCases(chargeProbe), ...cases] }
