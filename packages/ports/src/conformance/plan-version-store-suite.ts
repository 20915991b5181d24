import { hashContent, type Decimal } from '@farthing/core'
import type { PlanVersion } from '@farthing/pricing'
import { expectFailure, expectSame } from './expectations.js'
import { recordCases } from './record-cases.js'
import type { RecordProbe } from './record-probe.js'
import { storageCase, type StorageFactory, type Suite, type SuiteCase } from './suite.js'

function samplePlanVersion({ plan = 'pro', amount = '49' }: { readonly plan?: string; readonly amount?: Decimal } = {}): PlanVersion {
  return {
    plan,
    version: hashContent('sample-plan/1', [plan]),
    content: {
      currency: 'EUR',
      every: { unit: 'month', count: 1 },
      components: {
        base: { price: { model: 'flat', amount }, label: plan },
        tokens: { meter: 'tokens', price: { model: 'graduated', tiers: [{ upTo: '1000000', unit: '0' }, { unit: '0.0000025' }] } },
      },
    },
  }
}

const cases: readonly SuiteCase<StorageFactory<'planVersions'>>[] = [
  storageCase('the same content again is a no-op, and other content under the same version a conflict', async (storage) => {
    const version = samplePlanVersion()
    for (let run = 0; run < 2; run += 1) await storage.transaction('tenant', (stores) => stores.planVersions.put(version))
    await expectFailure('storage.conflict', 'other content', () =>
      storage.transaction('tenant', (stores) => stores.planVersions.put(samplePlanVersion({ amount: '50' }))),
    )
    expectSame(await storage.transaction('tenant', (stores) => stores.planVersions.get(version.version)), version, 'the version')
  }),

  storageCase('many are found at once: each once, in the order of their hashes, without those that are not kept', async (storage) => {
    const kept = ['pro', 'basic', 'team'].map((plan) => samplePlanVersion({ plan })).sort((a, b) => (a.version < b.version ? -1 : 1))
    const [missing, foreign] = [samplePlanVersion({ plan: 'missing' }), samplePlanVersion({ plan: 'foreign' })]
    await storage.transaction('other', (stores) => stores.planVersions.put(foreign))
    await storage.transaction('tenant', async ({ planVersions }) => {
      for (const version of kept) await planVersions.put(version)
      const asked = [...kept, missing, foreign, ...kept].map(({ version }) => version).reverse()
      expectSame(await planVersions.find(asked), kept, 'the versions')
      expectSame(await planVersions.find([]), [], 'none')
    })
  }),

  storageCase('the order of keys is no content', async (storage) => {
    const { plan, version, content } = samplePlanVersion()
    const components = Object.fromEntries(Object.entries(content.components).reverse())
    await storage.transaction('tenant', (stores) => stores.planVersions.put({ plan, version, content }))
    await storage.transaction('tenant', (stores) => stores.planVersions.put({ content: { ...content, components }, version, plan }))
  }),
]

export const planVersionProbe: RecordProbe<'planVersions', PlanVersion> = {
  store: 'planVersions',
  record: (text) => samplePlanVersion({ plan: text }),
  write: (planVersions, record) => planVersions.put(record),
  read: (planVersions, { version }) => planVersions.get(version),
}

/** The contract of `PlanVersionStore`. */
export const planVersionStoreSuite: Suite<StorageFactory<'planVersions'>> = {
  name: 'plan version store',
  cases: [...recordCases(planVersionProbe), ...cases],
}
