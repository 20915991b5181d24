import fc from 'fast-check'
import { expect, it } from 'vitest'
import { arbitraryPlan } from '../testing/index.js'
import { diffPlans } from './diff-plans.js'
import { publishPlan } from './publish-plan.js'

it('finds a difference exactly where the versions differ, and the same places in both directions', () => {
  fc.assert(
    fc.property(arbitraryPlan(), arbitraryPlan(), (a, b) => {
      const found = diffPlans(a, b)
      expect(found.length === 0).toBe(publishPlan('plan', a).version === publishPlan('plan', b).version)
      expect(diffPlans(b, a).map(({ path }) => path)).toEqual(found.map(({ path }) => path))
      expect(diffPlans(a, { ...a })).toEqual([])
    }),
    { numRuns: 1000 },
  )
})
