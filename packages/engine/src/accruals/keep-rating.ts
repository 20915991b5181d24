import { addAll, compareBytes, hashContent, subtract, type Hash, type Instant, type Json } from '@farthing/core'
import type { BilledBefore, InvoiceIdentity } from '@farthing/ledger'
import { invoiceIdOf } from '@farthing/ledger'
import type { Charge, RatingInput } from '@farthing/pricing'
import type { RatedCharge, RatingRun, Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'

export interface KeepRating {
  /** The document that bills the charges, or will. */
  readonly document: InvoiceIdentity
  readonly ratings: readonly RatingInput[]
  /** All that was rated. */
  readonly charges: readonly Charge[]
  /** Of these, what stands on the document. */
  readonly selected: readonly Charge[]
  readonly billedBefore: readonly BilledBefore[]
  readonly at: Instant
}

/**
 * Keeps a rating in the caller's transaction: plan versions, revisions of charges, and the run that says which revisions stand on which document.
 * Rated again with the same result, it is the run that is there.
 *
 * @throws `storage.conflict` when another run of the document took its place: start again
 */
export async function keepRating({ tenant, digest }: Pick<BillingContext, 'tenant' | 'digest'>, stores: Stores, input: KeepRating): Promise<RatingRun> {
  const { document: identity, ratings, charges, selected, billedBefore, at } = input
  // What a subscription's changes compose is a version too, and its charges name it.
  for (const { contract } of ratings) await stores.planVersions.put(contract.planVersion)
  const kept = charges.length === 0 ? [] : await stores.charges.putAll(charges)
  const revisions = new Map<Hash, number>(kept.map(({ charge, revision }) => [charge.chargeKey, revision]))
  const rated = selected.map((charge) => ratedCharge(charge, revisions.get(charge.chargeKey) ?? 0, billedBefore)).sort((a, b) => compareBytes(a.chargeKey, b.chargeKey))
  const document = invoiceIdOf(identity, digest)
  const latest = await stores.ratingRuns.latest(document)
  if (latest !== undefined && hashOf(latest.charges) === hashOf(rated)) return latest
  const sequence = latest === undefined ? 0 : latest.sequence + 1
  const { account, side = 'retail', group, currency, from, to } = identity
  const id = hashContent('rating-run/1', [tenant, document, sequence, contentOf(rated)], digest)
  const run: RatingRun = { id, document, sequence, account, side, ...(group !== undefined && { group }), currency, from, to, at, charges: rated }
  await stores.ratingRuns.append(run)
  return run
}

function ratedCharge({ chargeKey, ratingKey, amount, product, meter }: Charge, revision: number, billedBefore: readonly BilledBefore[]): RatedCharge {
  const billed = addAll(billedBefore.filter(({ line }) => line === chargeKey).map((before) => before.amount))
  return { chargeKey, revision, ratingKey, amount: subtract(amount, billed), ...(product !== undefined && { product }), ...(meter !== undefined && { meter }) }
}

function hashOf(charges: readonly RatedCharge[]): Hash {
  return hashContent('rated-charges/1', [contentOf(charges)])
}

function contentOf(charges: readonly RatedCharge[]): Json {
  return charges.map(({ chargeKey, revision, ratingKey, amount }) => [chargeKey, revision, ratingKey, amount])
}
