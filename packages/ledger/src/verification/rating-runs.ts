import { compareBytes, fail, type Digest } from '@farthing/core'
import { builtInStages, isSeenBy, manifestHash, rate, rateAccount, type Carry, type Charge, type Program, type RatingOptions, type StageTable } from '@farthing/pricing'
import type { InvoiceEvidence } from '../invoices/invoice-evidence.js'
import type { StageVersion } from './evidence-bundle.js'

/** What a document is rated from. */
export type RatedEvidence = Pick<InvoiceEvidence, 'ratings' | 'accountRatings'>

/** What one rating ran, and what it handed on. */
export interface RatingRun {
  readonly uses: readonly string[]
  readonly carryOut: Carry
}

/** One for each rating, then one for each account rating. Rates all of them. */
export function ratingRuns({ ratings, accountRatings = [] }: RatedEvidence, options: RatingOptions = {}): readonly RatingRun[] {
  const rated = ratings.map((rating) => ({ rating, ...rate(rating, options) }))
  const ofAccounts = accountRatings.map((account): RatingRun => {
    const { charges, carryOut } = rateAccount({ ...account, charges: rated.filter(({ rating }) => isSeenBy(account, rating)).flatMap((each) => each.charges) }, options)
    return { uses: [...usesOf(account.program), ...usedOn(charges)], carryOut }
  })
  const ofSubscriptions = rated.map(({ rating: { contract }, charges, carryOut }): RatingRun =>
    ({ uses: [...usesOf(contract.program ?? contract.planVersion.content.program), ...usedOn(charges)], carryOut }))
  return [...ofSubscriptions, ...ofAccounts]
}

/** The stages that ran, each once, in byte order. @throws `program.stage_unknown` */
export function stagesIn(runs: readonly RatingRun[], { digest, stages: table = builtInStages }: RatingOptions = {}): readonly StageVersion[] {
  return inByteOrder(runs.flatMap(({ uses }) => uses)).map((use) => stageVersion(use, table, digest))
}

/** The aggregations that the usage was measured by, each once, in byte order. */
export function aggregationsIn({ ratings }: Pick<RatedEvidence, 'ratings'>): readonly string[] {
  return inByteOrder(ratings.flatMap(({ facts }) => facts.usage.map(({ aggregation }) => aggregation)))
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
