import { compareBytes, fail, type Digest } from '@farthing/core'
import { builtInStages, isSeenBy, manifestHash, rate, rateAccount, type Carry, type Charge, type Program, type RatingOptions, type StageTable } from '@farthing/pricing'
import type { InvoiceEvidence } from '../invoices/invoice-evidence.js'
import type { BundleMetering, EvidenceBundle, StageVersion, UsageBoundaries } from './evidence-bundle.js'
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
  const { digest, stages: table = builtInStages } = options
  const rated = runsOf(evidence, options)
  const content = {
    format: 'evidence-bundle/1' as const,
    evidence,
    stages: inByteOrder(rated.flatMap(({ uses }) => uses)).map((use) => stageVersion(use, table, digest)),
    aggregations: inByteOrder(evidence.ratings.flatMap(({ facts }) => facts.usage.map(({ aggregation }) => aggregation))),
    handedOn: rated.map(({ carryOut }) => carryOut),
    boundaries: boundaries.toSorted((a, b) => compareBytes(a.subscription, b.subscription)),
    ...(metering === undefined ? {} : { metering }),
  }
  return { ...content, seal: sealOf(content, digest) }
}

interface RatingRun {
  readonly uses: readonly string[]
  readonly carryOut: Carry
}

/** One for each rating, then one for each account rating. */
function runsOf({ ratings, accountRatings = [] }: InvoiceEvidence, options: RatingOptions): readonly RatingRun[] {
  const rated = ratings.map((rating) => ({ rating, ...rate(rating, options) }))
  const ofAccounts = accountRatings.map((account): RatingRun => {
    const { charges, carryOut } = rateAccount({ ...account, charges: rated.filter(({ rating }) => isSeenBy(account, rating)).flatMap((each) => each.charges) }, options)
    return { uses: [...usesOf(account.program), ...usedOn(charges)], carryOut }
  })
  const ofSubscriptions = rated.map(({ rating: { contract }, charges, carryOut }): RatingRun =>
    ({ uses: [...usesOf(contract.program ?? contract.planVersion.content.program), ...usedOn(charges)], carryOut }))
  return [...ofSubscriptions, ...ofAccounts]
}

/** Those that a program names: one that changed no charge ran too. */
function usesOf(program: Program | undefined): readonly string[] {
  return (program?.stages ?? []).map(({ use }) => use)
}

function usedOn(charges: readonly Charge[]): readonly string[] {
  return charges.flatMap(({ stages }) => stages.map(({ use }) => use))
}

function stageVersion(use: string, table: StageTable, digest: Digest | undefined): StageVersion {
  const stage = Object.hasOwn(table, use) ? table[use] : undefined
  if (stage === undefined) return fail('program.stage_unknown', { field: 'stages', because: `has no ${use}`, facts: { use } })
  return { use, hash: manifestHash(stage.manifest, digest) }
}

function inByteOrder(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort(compareBytes)
}
