import { assertInvariant, fail, hashContent, usageDigest, type CurrencyCode, type Hash, type Interval, type TenantId } from '@farthing/core'
import { builtInStages } from '../../adjustments/built-in-stages.js'
import type { Charge, Side } from '../../charges/charge.js'
import { checkFacts } from '../../charges/facts/check-facts.js'
import type { Carry } from '../../charges/pipeline/carry.js'
import type { ChargeDraft } from '../../charges/pipeline/charge-draft.js'
import type { StageExecution } from '../../charges/pipeline/execution.js'
import type { Facts } from '../../charges/pipeline/facts.js'
import { checkProgram, programHash, stageOf, type Program } from '../../charges/pipeline/program.js'
import { runProgram, type ProgramWarning } from '../../charges/pipeline/run-program.js'
import type { StageTable } from '../../charges/pipeline/stage.js'
import { ratingKeyOf } from '../../charges/rating-key.js'
import { chargeFields } from '../charge-fields.js'
import type { RatingOptions } from '../rate.js'
import { accountChargeKeyOf } from './account-charge-key.js'

export interface AccountRatingInput {
  readonly tenant: TenantId
  readonly side: Side
  readonly account: string
  readonly currency: CurrencyCode
  /** The billing period of the account. */
  readonly period: Interval
  /** The part of it that is billed; all of it unless given. */
  readonly billed?: Interval
  /** Its stages are all of scope `account`. */
  readonly program: Program
  /** Of all subscriptions of the account in this currency. Read, and left as they are. */
  readonly charges: readonly Charge[]
  readonly facts?: Omit<Facts, 'usage' | 'allocations' | 'subscription'>
  /** `carryOut` of the period before; `{}` for the first. */
  readonly carryIn: Carry
}

/** What an account program comes to. */
export interface RatedAccount {
  /** Those that its stages added, in the order in which they did. `subscription` is the account, `plan` `account`, `planVersion` the hash of the program. */
  readonly charges: readonly Charge[]
  readonly carryOut: Carry
  readonly warnings: readonly ProgramWarning[]
  /** Empty without a timer. */
  readonly executions: readonly StageExecution[]
}

/** Bounds what one run of an account program reads. */
const maxCharges = 100_000

/**
 * Runs the program of an account over the charges of all its subscriptions in one currency: pooled minimums and commitments. It adds charges and
 * changes none, so what each subscription costs does not depend on the others.
 *
 * Pure and deterministic: the order of the charges changes nothing. Exact.
 *
 * @throws `rating.currency_mismatch` for a charge in another currency, `program.invalid` for a stage of another scope and for a charge given twice,
 *   `rating.too_large` for more than 100,000 charges, and what `checkFacts`, `checkProgram` and `runProgram` throw
 */
export function rateAccount(input: AccountRatingInput, options: RatingOptions = {}): RatedAccount {
  const { tenant, side, account, currency, period, billed = period, charges, carryIn } = input
  const { stages: table = builtInStages, digest } = options
  const program = accountProgram(input.program, table)
  checkCharges(charges, currency)
  const facts = checkFacts(input.facts ?? {})
  const context = { tenant, side, account, currency, period: intervalOf(period), billed: intervalOf(billed) }
  const result = runProgram({ program, drafts: charges.map(draftOf), facts, context, carryIn }, { ...options, table })
  const keyOf = (draft: ChargeDraft): Hash => accountChargeKeyOf({ ...context, ...draft }, digest)
  const added = result.drafts.slice(charges.length)
  const keys = new Map([...charges.map(({ chargeKey }) => [chargeKey, chargeKey] as const), ...added.map((draft) => [draft.key, keyOf(draft)] as const)])
  const named = (key: string): Hash => {
    const chargeKey = keys.get(key)
    assertInvariant(chargeKey !== undefined, 'a charge that is named exists')
    return chargeKey
  }
  const ran = programHash(program, table, digest)
  const nothingUsed = usageDigest([], digest)
  const content = {
    contract: { currency, from: period.from, to: period.to },
    usageDigest: nothingUsed,
    carryIn,
    program: ran,
    facts: hashContent('account-facts/1', [charges.map(({ ratingKey }) => ratingKey).sort(), Object.entries(facts)], digest),
  }
  const made = added.map((draft): Charge => {
    const chargeKey = named(draft.key)
    const names = { chargeKey, ratingKey: ratingKeyOf({ ...content, chargeKey }, digest), usageDigest: nothingUsed }
    return { ...names, side, subscription: account, plan: 'account', planVersion: ran, currency, ...chargeFields(draft, named) }
  })
  return { charges: made, carryOut: result.carryOut, warnings: result.warnings, executions: result.executions }
}

function accountProgram(written: Program, table: StageTable): Program {
  const program = checkProgram(written, table)
  program.stages.forEach(({ id, use }, index) => {
    const { scope } = stageOf(table, use, `program.${id}`).manifest
    if (scope !== 'account') fail('program.invalid', { field: `program.stages[${index}].use`, because: `is ${use}, which is for a ${scope} and not for an account`, facts: { use, scope } })
  })
  return program
}

function checkCharges(charges: readonly Charge[], currency: CurrencyCode): void {
  if (charges.length > maxCharges) fail('rating.too_large', { field: 'charges', because: `has ${charges.length} entries, more than ${maxCharges}`, facts: { charges: charges.length, maxCharges } })
  const seen = new Set<Hash>()
  charges.forEach((charge, index) => {
    if (charge.currency !== currency) {
      fail('rating.currency_mismatch', { field: `charges[${index}].currency`, because: `is ${charge.currency} in a program in ${currency}`, facts: { currency: charge.currency, expected: currency } })
    }
    if (seen.has(charge.chargeKey)) fail('program.invalid', { field: `charges[${index}].chargeKey`, because: 'is that of an earlier charge', facts: { charge: charge.chargeKey } })
    seen.add(charge.chargeKey)
  })
}

/** A charge as a stage of an account sees it: settled, so that what it was brought to does not matter any more. */
function draftOf(charge: Charge): ChargeDraft {
  const { chargeKey, ratingKey, usageDigest: digest, side, subscription, plan, planVersion, currency, amount, adjustments = [], target, ...shown } = charge
  return { ...shown, key: chargeKey, measured: charge.quantity, allowances: [], adjustments }
}

function intervalOf({ from, to }: Interval): Interval {
  return { from, to }
}
