import { expectTypeOf, test } from 'vitest'
import type { z } from 'zod'
import type { EvidenceBundle } from '../verification/evidence-bundle.js'
import type { evidenceBundleSchema } from './evidence-bundle.js'

test('the schema gives exactly the record type', () => {
  expectTypeOf<z.output<typeof evidenceBundleSchema>>().toEqualTypeOf<EvidenceBundle>()
})
