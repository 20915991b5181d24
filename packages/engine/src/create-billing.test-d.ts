import { memory } from '@farthing/adapters-memory'
import type { Failure } from '@farthing/core'
import type { IssuedInvoice } from '@farthing/ledger'
import { defineCatalog, flat, plan } from '@farthing/pricing'
import { expectTypeOf, test } from 'vitest'
import type { Billing } from './billing.js'
import { fixedClock } from './clock/fixed-clock.js'
import { createBilling } from './create-billing.js'
import type { RefusedEvent } from './events/ingest-result.js'

const catalog = defineCatalog({ meters: {}, plans: { pro: plan({ currency: 'EUR', every: 'month' }, { base: flat('49.00') }) } })
const billing = createBilling({ catalog, storage: memory(), clock: fixedClock('2026-11-02T00:00:00Z') })
const acme = { key: 'acme', account: 'acme', from: '2026-10-01' }

test('a plan that the catalogue does not have does not compile', () => {
  expectTypeOf(() => billing.subscriptions.start({ ...acme, plan: 'pro' })).toBeFunction()
  // @ts-expect-error: the catalogue has no plan "por"
  expectTypeOf(() => billing.subscriptions.start({ ...acme, plan: 'por' })).toBeFunction()
})

test('a command without a key does not compile', () => {
  // @ts-expect-error: no key is given
  expectTypeOf(() => billing.invoices.issue({ account: 'acme', period: '2026-10' })).toBeFunction()
  expectTypeOf<ReturnType<Billing['invoices']['issue']>>().resolves.toEqualTypeOf<IssuedInvoice>()
})

test('a batch answers with counts and refusals, and never only resolves', () => {
  const ingest = () => billing.events.ingest([])
  expectTypeOf(ingest).returns.resolves.toHaveProperty('counts')
  expectTypeOf(ingest).returns.resolves.toHaveProperty('refused').toEqualTypeOf<readonly RefusedEvent[]>()
  expectTypeOf<RefusedEvent['failure']>().toEqualTypeOf<Failure>()
})

test('billing over a known catalogue passes where any billing is taken', () => {
  expectTypeOf(billing).toExtend<Billing>()
})
