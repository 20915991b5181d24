import type { Instant } from '@farthing/core'
import type { CorrectionBundle } from './correction-bundle.js'
import type { RecountedBundle } from './recount-usage.js'

export interface RecountedCorrection extends RecountedBundle {
  /** Which of the corrections it is. */
  readonly index: number
  /** What was known to it: events that came later are not counted. */
  readonly knownAt: { readonly cut: string; readonly at: Instant }
}

/** What the usage of the last re-rating is counted again by, for `recountUsage`; none where nothing was rated again. */
export function recountedCorrection({ invoice: { evidence, boundaries, metering }, corrections }: CorrectionBundle): RecountedCorrection | undefined {
  const index = corrections.findLastIndex((each) => each.evidence !== undefined)
  const last = corrections[index]
  if (last?.evidence === undefined) return undefined
  return {
    index,
    knownAt: last.correction.target?.knownAt ?? evidence.invoice.knownAt,
    evidence: { format: evidence.format, invoice: evidence.invoice, ...last.evidence },
    boundaries,
    ...(metering === undefined ? {} : { metering }),
  }
}
