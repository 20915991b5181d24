import { expectTypeOf, test } from 'vitest'
import type { z } from 'zod'
import type { AdjustmentRecord, AdjustmentStep } from '../invoices/adjustments/adjustment-record.js'
import type { adjustmentRecordSchema, adjustmentStepSchema } from './adjustment.js'

test('schemas give exactly the record types', () => {
  expectTypeOf<z.output<typeof adjustmentRecordSchema>>().toEqualTypeOf<AdjustmentRecord>()
  expectTypeOf<z.output<typeof adjustmentStepSchema>>().toEqualTypeOf<AdjustmentStep>()
})
