import { compareBytes } from '@farthing/core'
import type { RatingOptions } from '@farthing/pricing'
import type { InvoiceEvidence } from '../invoices/invoice-evidence.js'
import type { BundleMetering, EvidenceBundle, UsageBoundaries } from './evidence-bundle.js'
import { aggregationsIn, ratingRuns, stagesIn } from './rating-runs.js'
import { sealOf } from './seal-parts.js'

/** What a bundle is made of. */
export interface BundleSource {
  readonly evidence: InvoiceEvidence
  readonly boundaries: readonly UsageBoundaries[]
  /** Needed to count usage again from events. */
  readonly metering?: BundleMetering
}

/**
 * Makes the evidence bundle of an issued invoice. Everything is plain data and canonical, so the same source gives the same bytes.
 *
 * Rates once, to see what ran and what was handed on; takes what the evidence says as it is. Whether it is right is what `verifyBundle` says.
 *
 * @param options as they were for the invoice: the host's own stages and aggregations
 * @throws what `rate` throws, `program.stage_unknown` among it
 */
export function bundleEvidence({ evidence, boundaries, metering }: BundleSource, options: RatingOptions = {}): EvidenceBundle {
  const runs = ratingRuns(evidence, options)
  const content = {
    format: 'evidence-bundle/1' as const,
    evidence,
    stages: stagesIn(runs, options),
    aggregations: aggregationsIn(evidence),
    handedOn: runs.map(({ carryOut }) => carryOut),
    boundaries: boundaries.toSorted((a, b) => compareBytes(a.subscription, b.subscription)),
    ...(metering === undefined ? {} : { metering }),
  }
  return { ...content, seal: sealOf(content, options.digest) }
}
