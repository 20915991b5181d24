import type { RoundingPolicy } from '@farthing/core'

/** What of a document's rounding policy is about taxes. */
export type TaxRoundingPolicy = Pick<RoundingPolicy, 'mode' | 'taxScope' | 'taxMode'>
