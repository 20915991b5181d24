import { expectTypeOf, test } from 'vitest'
import type { z } from 'zod'
import type { ResultComparison } from '../comparison/compare-results.js'
import type { RatingResult } from '../comparison/rating-result.js'
import type { ratingResultSchema, resultComparisonSchema } from './comparison.js'

test('schemas give exactly the record types', () => {
  expectTypeOf<z.output<typeof ratingResultSchema>>().toEqualTypeOf<RatingResult>()
  expectTypeOf<z.output<typeof resultComparisonSchema>>().toEqualTypeOf<ResultComparison>()
})
