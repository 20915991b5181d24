import { memory } from '@farthing/adapters-memory'
import { closeAtEnd, count } from '@farthing/core'
import { defineCatalog } from '@farthing/pricing'
import { expectTypeOf, test } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'

const setting = { catalog: defineCatalog({ meters: { calls: count({ event: 'api.call' }) }, plans: {} }), storage: memory(), clock: fixedClock('2026-11-02T00:00:00Z') }

test('a lateness policy of a meter that the catalogue does not have does not compile', () => {
  expectTypeOf(() => createBilling({ ...setting, lateness: { every: closeAtEnd, meters: { calls: closeAtEnd } } })).toBeFunction()
  // @ts-expect-error: the catalogue has no meter "cals"
  expectTypeOf(() => createBilling({ ...setting, lateness: { meters: { cals: closeAtEnd } } })).toBeFunction()
})
