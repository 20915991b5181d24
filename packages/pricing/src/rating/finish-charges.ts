import { assertInvariant, checkJson, usageDigest, type Digest, type Hash, type Interval, type JsonObject } from '@farthing/core'
import { chargeKeyOf } from '../charges/charge-key.js'
import type { Charge } from '../charges/charge.js'
import type { Carry } from '../charges/pipeline/carry.js'
import type { ChargeDraft } from '../charges/pipeline/charge-draft.js'
import type { Facts } from '../charges/pipeline/facts.js'
import { programHash, type Program } from '../charges/pipeline/program.js'
import type { StageTable } from '../charges/pipeline/stage.js'
import { ratingKeyOf } from '../charges/rating-key.js'
import { chargeFields } from './charge-fields.js'
import type { Contract } from './contract.js'
import type { MeasuredDraft } from './draft-charges.js'
import { factsHashes } from './facts-hashes.js'

/** What the drafts came from. */
export interface ChargeSource {
  readonly contract: Contract
  readonly measured: readonly MeasuredDraft[]
  /** Given and derived. */
  readonly facts: Facts
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
  const content = { contract: termsOf(source), carryIn, program: programHash(program, table, digest) }
  const factsHash = factsHashes({ ...source, usage: [...digests.values()] }, digest)
  return drafts.map((draft) => {
    const chargeKey = entryOf(keys, draft.key)
    const ofUsage = entryOf(digests, draft.key)
    return chargeOf(draft, { contract, keys, chargeKey, usageDigest: ofUsage, ratingKey: ratingKeyOf({ ...content, chargeKey, usageDigest: ofUsage, facts: factsHash(draft) }, digest) })
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
  const { planVersion, pieces, startedAt, continues } = contract
  return {
    planVersion: planVersion.version,
    from: period.from,
    to: period.to,
    ...(pieces === undefined ? {} : { pieces: checkJson(pieces, 'pieces') }),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(continues === undefined ? {} : { continues }),
  }
}

interface ChargeNames {
  readonly contract: Contract
  readonly keys: ReadonlyMap<string, Hash>
  readonly chargeKey: Hash
  readonly ratingKey: Hash
  readonly usageDigest: Hash
}

function chargeOf(draft: ChargeDraft, { contract, keys, ...names }: ChargeNames): Charge {
  const { side, subscription, planVersion } = contract
  const terms = { side, subscription: subscription.id, plan: planVersion.plan, planVersion: planVersion.version, currency: planVersion.content.currency }
  return { ...names, ...terms, ...chargeFields(draft, (key) => entryOf(keys, key)) }
}

function entryOf(entries: ReadonlyMap<string, Hash>, key: string): Hash {
  const entry = entries.get(key)
  assertInvariant(entry !== undefined, 'a charge that is named exists')
  return entry
}
