import { hashContent, isFarthingError } from '@farthing/core'
import type { Storage, Stores } from '../storage.js'
import { awkwardTexts } from './awkward-texts.js'
import { incomingEvent, minute, october, scanAll } from './event-samples.js'
import { expectFailure, expectSame, outcomeOf } from './expectations.js'
import { pseudoRandom } from './pseudo-random.js'
import { sampleInvoice } from './sample-invoice.js'
import { storageCase, withFreshStorage, type StorageFactory, type SuiteCase } from './suite.js'

/** One step of a tenant's life: what it is told. Cuts are left out, because they may count what others do. */
type Step = (stores: Stores, tenant: string) => Promise<unknown>

const fingerprint = hashContent('sample/1', ['payload'])

const steps: readonly ((value: number) => Step)[] = [
  (value) => ({ events }) => events.append([incomingEvent({ id: `e${value % 7}`, time: minute(value), data: { count: value % 3 } })]),
  () => ({ events }) => scanAll(events),
  () => ({ documents }) => documents.nextNumber('INV'),
  (value) => ({ documents }, tenant) => documents.put(sampleInvoice({ tenant, from: minute(value % 5), number: String(value % 4) })),
  () => ({ documents }) => documents.list({ account: 'acme' }),
  () => ({ documents }) => documents.findByPeriod('acme', october),
  (value) => ({ accounts }) => accounts.put({ id: `a${value % 4}`, kind: 'customer', currency: 'EUR', zone: value % 2 === 0 ? 'UTC' : 'Asia/Tokyo' }),
  () => ({ accounts }) => accounts.list({}, { limit: 3 }),
  (value) => ({ commands }) =>
    commands.put({ kind: 'k', key: String(value % 6), fingerprint, actor: 'system', correlation: 'c', at: minute(value), result: value }),
  (value) => ({ commands }) => commands.get('k', String(value % 6)),
  () => () => Promise.reject(new Error('the host gives up')),
]

/** A tenant's life of two steps in each transaction; gives what every transaction ended with. */
async function live(storage: Storage, tenant: string, seed: number): Promise<readonly string[]> {
  const random = pseudoRandom(seed)
  const nextStep = (): Step => {
    const step = steps[Math.floor(random() * steps.length)]
    if (step === undefined) throw new Error('a step is one of the list')
    return step(Math.floor(random() * 100))
  }
  const history: string[] = []
  for (let index = 0; index < 40; index += 1) {
    const [first, second] = [nextStep(), nextStep()]
    const outcome = await outcomeOf(() => storage.transaction(tenant, async (stores) => [await first(stores, tenant), await second(stores, tenant)]))
    if (outcome.kind === 'resolved') history.push(JSON.stringify(outcome.value))
    else history.push(isFarthingError(outcome.error) ? outcome.error.code : String(outcome.error))
  }
  return history
}

/** What `Storage` promises about tenants. */
export const tenantCases: readonly SuiteCase<StorageFactory>[] = [
  {
    name: 'what one tenant sees does not depend on what others do (T-NONINTERFERENCE)',
    run: async (factory) => {
      const alone = await withFreshStorage(factory, (storage) => live(storage, 'tenant', 1))
      const among = await withFreshStorage(factory, async (storage) => {
        const [own] = await Promise.all([live(storage, 'tenant', 1), live(storage, 'other', 2), live(storage, 'third', 1)])
        return own
      })
      expectSame(among, alone, 'a history among others')
      expectSame(new Set(alone).size > 10 && alone.includes('storage.conflict'), true, 'the history has successes and failures to compare')
    },
  },

  storageCase('any well-formed text is a tenant, and no two of them are mixed up', async (storage) => {
    for (const round of [1, 2]) {
      const numbers = await Promise.all(awkwardTexts.map((tenant) => storage.transaction(tenant, ({ documents }) => documents.nextNumber('INV'))))
      expectSame(numbers, awkwardTexts.map(() => round), `round ${round}`)
    }
  }),

  storageCase('a tenant that is no text of 1 to 256 characters is refused before any work (T-FAILCLOSED)', async (storage) => {
    const refused = [['', 'text.empty'], ['a\u0000b', 'text.malformed'], ['\ud800', 'text.malformed'], ['x'.repeat(257), 'text.too_long']] as const
    for (const [tenant, code] of refused) {
      let runs = 0
      await expectFailure(code, `the tenant ${JSON.stringify(tenant.slice(0, 8))}`, () =>
        storage.transaction(tenant, async () => {
          runs += 1
        }),
      )
      expectSame(runs, 0, 'runs of work')
    }
  }),
]
