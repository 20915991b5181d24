import { memory } from '@farthing/adapters-memory'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { useTestDatabase } from '../../adapters-pg/test-server/use-test-database.js'
import { postgres } from '../src/postgres.js'
import { arbitraryMonths, billMonths } from './month-end.js'

const database = useTestDatabase()
/** Each run is two months of billing through some thousand statements. */
const numRuns = 4

it('two months that are billed with faults on PostgreSQL end as those without, in memory (V-ONCE, V-ALL, P-ATOMIC, P-LIVE)', async () => {
  let tenants = 0
  await fc.assert(
    fc.asyncProperty(arbitraryMonths, async (months) => {
      const tenant = `tenant ${(tenants += 1)}`
      const wanted = await billMonths(memory(), tenant, { ...months, faults: [], processes: 1 })
      expect(await billMonths(postgres(database.app()), tenant, months)).toEqual(wanted)
    }),
    { numRuns },
  )
})
