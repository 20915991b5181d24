import { memory } from '@farthing/adapters-memory'
import { count, sum } from '@farthing/core'
import { defineCatalog, perUnit, plan, type Catalog } from '@farthing/pricing'
import type { Storage } from '@farthing/ports'
import * as fc from 'fast-check'
import { expect } from 'vitest'
import { fixedClock } from '../../clock/fixed-clock.js'
import { createBilling } from '../../create-billing.js'
import { onStorage, type LawSubject } from './law-subject.js'

const tokens = sum({ event: 'llm.tokens', value: 'count', by: ['model'] })
const tokenPlan = plan({ currency: 'EUR', every: 'month' }, { tokens: perUnit('tokens', '0.01') })
const before: Catalog = defineCatalog({ meters: { tokens }, plans: { tokens: tokenPlan } })
const after: Catalog = defineCatalog({
  meters: { tokens, calls: count({ event: 'api.call' }) },
  plans: { tokens: tokenPlan, calls: plan({ currency: 'EUR', every: 'month' }, { calls: perUnit('calls', '0.1') }) },
})

/** What makes unattached events attach, in an order that is possible: a plan needs its meter. */
const setUp = ['account', 'subscription', 'meter', 'calls'] as const
type Step = (typeof setUp)[number]

const events = fc.uniqueArray(
  fc.record({
    id: fc.nat({ max: 40 }),
    type: fc.constantFrom('llm.tokens', 'api.call'),
    subject: fc.constantFrom('acme', 'globex', 'robot', 'stranger'),
    day: fc.integer({ min: 1, max: 31 }),
    subscription: fc.constantFrom(undefined, undefined, 'acme', 'calls', 'nobody'),
  }),
  { selector: ({ id }) => id, maxLength: 12 },
)

function cloudEvent({ id, type, subject, day, subscription }: { readonly id: number; readonly type: string; readonly subject: string; readonly day: number; readonly subscription: string | undefined }) {
  const time = `2026-10-${String(day).padStart(2, '0')}T12:00:00Z`
  return { id: `e${id}`, source: 'api', type, subject, time, data: { count: String(id), model: day % 2 === 0 ? 'a' : 'b' }, ...(subscription === undefined ? {} : { subscription }) }
}

async function live(storage: Storage, history: readonly (Step | object)[]) {
  let catalog = before
  const billing = () => createBilling({ catalog, storage, clock: fixedClock('2026-11-02T00:00:00Z') })
  for (const step of history) {
    if (step === 'account') await billing().accounts.put({ key: 'globex', account: { id: 'globex', kind: 'customer', currency: 'EUR', zone: 'UTC' } })
    else if (step === 'subscription') await billing().subscriptions.start({ key: 'acme', account: 'acme', plan: 'tokens', from: '2026-10-05', subjects: ['acme', 'robot'] })
    else if (step === 'meter') catalog = after
    else if (step === 'calls') await billing().subscriptions.start({ key: 'calls', account: 'globex', plan: 'calls', from: '2026-10-01' })
    else await billing().events.ingest([step])
  }
  return billing()
}

/** Everything that can be seen of usage, cuts aside: a cut counts what was stored before it, set-up included or not. */
async function seen(billing: Awaited<ReturnType<typeof live>>) {
  const parts = await Promise.all(
    ['acme', 'globex'].map(async (account) => {
      const bounds = account === 'acme' ? { from: '2026-10-05', to: '2026-11-05' } : { from: '2026-10-01', to: '2026-11-01' }
      const { usage, quarantined, unattached } = await billing.usage.current({ account, period: bounds })
      const { contentHash, totals } = await billing.invoices.preview({ account, period: bounds })
      return { usage, quarantined, unattached, contentHash, totals }
    }),
  )
  const { events: kept, unmatched, readings } = await billing.events.count()
  return { parts, kept, unmatched, readings }
}

/** I-REATTACH: an account, subscription or meter that comes later counts as if it had come first, in memory. `isKept` says which events reach the storage. */
export async function checkReattach(subject: LawSubject, numRuns: number, isKept: (step: Step | object) => boolean = () => true): Promise<void> {
  await fc.assert(
    fc.asyncProperty(events, fc.array(fc.nat({ max: 12 }), { minLength: 4, maxLength: 4 }), async (all, places) => {
      const batch = all.map(cloudEvent)
      const later: (Step | object)[] = [...batch]
      const ordered = places.map((place) => Math.min(place, batch.length)).sort((a, b) => a - b)
      for (const [index, step] of setUp.entries()) later.splice((ordered[index] ?? 0) + index, 0, step)
      const wanted = await seen(await live(memory(), [...setUp, ...batch]))
      await onStorage(subject, async (storage) => {
        const last = await live(storage, later.filter(isKept))
        expect(await seen(last)).toEqual(wanted)
        expect((await last.events.census()).received).toBe(batch.length)
      })
    }),
    { numRuns },
  )
}
