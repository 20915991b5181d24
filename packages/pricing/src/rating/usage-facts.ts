import { checkJson, type JsonObject } from '@farthing/core'
import type { MeasuredDraft } from './draft-charges.js'

/** The measured usage of a period as records of the pack `usage`: one for each group that a component prices. */
export function usageFacts(measured: readonly MeasuredDraft[]): readonly JsonObject[] {
  return measured.flatMap(({ draft, usage }) =>
    usage.map(({ meter, dimensions, quantity, from, to }) => checkJson({ component: draft.component, meter, dimensions, quantity, from, to }, 'usage') as JsonObject),
  )
}
