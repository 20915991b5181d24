import { it } from 'vitest'
import { assertAllocationLaws } from '../testing/allocation-laws.js'
import { allocate } from './allocate.js'

it('allocate keeps the laws of allocation', () => {
  assertAllocationLaws(allocate)
})
