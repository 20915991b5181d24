import { assertInvariant, checkJson, hashContent, usageDigest, type Digest, type Hash, type Interval, type JsonObject } from '@farthing/core'
import { chargeKeyOf } from '../charges/charge-key.js'
import type { Charge } from '../charges/charge.js'
import type { Carry } from '../charges/pipeline/carry.js'
import { amountOf, type ChargeDraft } from '../charges/pipeline/charge-draft.js'
import { programHash, stageOf, type Program } from '../charges/pipeline/program.js'
import type { StageTable } from '../charges/pipeline/stage.js'
import { ratingKeyOf } from '../charges/rating-key.js'
import type { Contract } from './contract.js'
import type { MeasuredDraft } from './draft-charges.js'
import type { RatingFacts } from './rate.js'

/** What the drafts came from. */
export interface ChargeSource {
  readonly contract: Contract
  readonly measured: readonly MeasuredDraft[]
  readonly facts: RatingFacts
  readonly carryIn: Carry
  readonly period: Interval
  readonly program: Program
  readonly table: StageTable
}

/** Names each draft by its two keys, which makes it a charge. */
export function finishCharges(drafts: readonly ChargeDraft[], source: ChargeSource, digest?: Digest): readonly Charge[] {
  const { contract, measured, carryIn, program, table } = source
  const usageOf = new Map(measured.map(({ draft, usage }) => [draft.key, usage]))
  const keys = new Map(drafts.map((draft) => [draft.key, chargeKeyFor(draft, contract, digest)]))
  const digests = new Map(drafts.map(({ key }) => [key, usageDigest(usageOf.get(key) ?? [], digest)]))
  const content = { contract: termsOf(source), carryIn, program: programHash(program, table, digest), facts: factsHash(source, [...digests.values()], digest) }
  return drafts.map((draft) => {
    const chargeKey = entryOf(keys, draft.key)
    const ofUsage = entryOf(digests, draft.key)
    return chargeOf(draft, { contract, keys, chargeKey, usageDigest: ofUsage, ratingKey: ratingKeyOf({ ...content, chargeKey, usageDigest: ofUsage }, digest) })
  })
}

function chargeKeyFor({ component, dimensions, from, to }: ChargeDraft, { tenant, side, subscription, planVersion }: Contract, digest?: Digest): Hash {
  return chargeKeyOf({ tenant, side, subscription: subscription.id, rateCard: planVersion.plan, component, dimensions, from, to }, digest)
}

/**
 * What of the contract reaches a charge beyond its identity: the plan version stands for price and currency, whose hash it is. The rest of
 * the subscription stays out, so that a change that this period does not see, such as an end in a later one, makes no new rating of it.
 */
function termsOf({ contract, period }: ChargeSource): JsonObject {
  const { planVersion, pieces } = contract
  return { planVersion: planVersion.version, from: period.from, to: period.to, ...(pieces === undefined ? {} : { pieces: checkJson(pieces, 'pieces') }) }
}

/** What one charge may depend on beside its own usage: nothing while every stage sees single charges and no facts are given. */
function factsHash({ facts: { usage: _, ...packs }, program, table }: ChargeSource, digests: readonly Hash[], digest?: Digest): Hash | null {
  const seesOthers = program.stages.some(({ use, id }) => {
    const { scope, facts } = stageOf(table, use, `program.${id}`).manifest
    return scope !== 'charge' || facts.some(({ pack }) => pack === 'usage')
  })
  const given = Object.keys(packs).length > 0
  if (!seesOthers && !given) return null
  return hashContent('facts/1', [seesOthers ? digests : [], given ? checkJson(packs, 'facts') : null], digest)
}

interface ChargeNames {
  readonly contract: Contract
  readonly keys: ReadonlyMap<string, Hash>
  readonly chargeKey: Hash
  readonly ratingKey: Hash
  readonly usageDigest: Hash
}

function chargeOf(draft: ChargeDraft, { contract, keys, ...names }: ChargeNames): Charge {
  const { key: _, measured, quantity: __, allowances: ___, parts: ____, price: _____, adjustments, target, ...shown } = draft
  assertInvariant(shown.trail.length > 0, 'a program prices every draft')
  return {
    ...names,
    side: contract.side,
    subscription: contract.subscription.id,
    plan: contract.planVersion.plan,
    planVersion: contract.planVersion.version,
    ...shown,
    quantity: measured,
    amount: amountOf(draft),
    currency: contract.planVersion.content.currency,
    ...(adjustments.length === 0 ? {} : { adjustments }),
    ...(target === undefined ? {} : { target: { amount: target.amount, of: target.of.map((key) => entryOf(keys, key)) } }),
  }
}

function entryOf(entries: ReadonlyMap<string, Hash>, key: string): Hash {
  const entry = entries.get(key)
  assertInvariant(entry !== undefined, 'a charge that is named exists')
  return entry
}
