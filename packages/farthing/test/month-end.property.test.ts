import { memory } from '@farthing/adapters-memory'
import type { Storage } from '@farthing/ports'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { arbitraryMonths, billMonths, type Months } from './month-end.js'

/** Each run is four months of billing, two of them with faults. */
const numRuns = 10

it('two months that are billed with faults end as those without (V-ONCE, V-ALL, P-ATOMIC, P-LIVE)', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryMonths, async (months) => {
      const wanted = await billMonths(memory(), 'default', { ...months, faults: [], processes: 1 })
      expect(wanted).toMatchObject({ mismatches: [] })
      expect(await billMonths(memory(), 'default', months)).toEqual(wanted)
    }),
    { numRuns },
  )
})

it('a storage that forgets what commands have done is found out', async () => {
  const forgetful = (storage: Storage): Storage => ({
    transaction: (tenant, work) =>
      storage.transaction(tenant, (stores) =>
        work({ ...stores, commands: { ...stores.commands, get: (kind, key) => (kind === 'invoices.issue' ? Promise.resolve(undefined) : stores.commands.get(kind, key)) } }),
      ),
  })
  const months: Months = { accounts: ['api'], october: [], lateOctober: [], november: [], processes: 1, faults: [{ kind: 'unknown', after: 50 }] }
  const wanted = await billMonths(memory(), 'default', { ...months, faults: [] })
  expect(await billMonths(memory(), 'default', months)).toEqual(wanted)
  expect(await billMonths(forgetful(memory()), 'default', months)).not.toEqual(wanted)
})
