import type { RatingOptions } from '@farthing/pricing'
import type { CorrectionBundle, CorrectionEvidence } from './correction-bundle.js'
import type { EvidenceBundle } from './evidence-bundle.js'
import { aggregationsIn, ratingRuns, stagesIn } from './rating-runs.js'
import { correctionSealOf } from './seal-parts.js'

export interface CorrectionBundleSource {
  readonly invoice: EvidenceBundle
  /** Every correction of the invoice so far, in order. */
  readonly corrections: readonly CorrectionEvidence[]
}

/**
 * Makes the bundle of an invoice and its corrections. The same source gives the same bytes. Rates what each correction was rated from once; whether it is right is what
 * `verifyCorrections` says.
 *
 * @throws what `rate` throws, `program.stage_unknown` among it
 */
export function bundleCorrections({ invoice, corrections }: CorrectionBundleSource, options: RatingOptions = {}): CorrectionBundle {
  const content = { format: 'correction-bundle/1' as const, invoice, corrections, ...modulesOf(corrections, options) }
  return { ...content, seal: correctionSealOf(content, options.digest) }
}

/** What the ratings of corrections ran and were measured by. */
export function modulesOf(corrections: readonly CorrectionEvidence[], options: RatingOptions): Pick<CorrectionBundle, 'stages' | 'aggregations'> {
  const rated = corrections.flatMap(({ evidence }) => evidence ?? [])
  return {
    stages: stagesIn(rated.flatMap((evidence) => ratingRuns(evidence, options)), options),
    aggregations: aggregationsIn({ ratings: rated.flatMap(({ ratings }) => ratings) }),
  }
}
