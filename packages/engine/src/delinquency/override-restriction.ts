import { fail, hashContent, type Hash, type Instant } from '@farthing/core'
import { checkOverride, revokeOverride, type RestrictionOverride } from '@farthing/ledger'
import { accountOf } from '../budgets/put-budget.js'
import { checkCommandOptions, runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { inTurn } from '../controls/in-turn.js'
import { keepStep, keptStep } from '../controls/kept-step.js'
import { newsOf, tell } from '../outbox/tell.js'

export interface OverrideRestriction extends CommandOptions {
  readonly account: string
  /** One restriction; all of the account, those to come included, unless given. */
  readonly restriction?: Hash
  /** Why; 1 to 1,000 characters. */
  readonly reason: string
  /** Exclusive; at most 366 days from now. */
  readonly expiresAt: Instant
}

/**
 * Lets an account use what is restricted, for some time and for a reason. Restrictions stay, and hold again when it ends.
 *
 * @throws `override.invalid` without a reason, or for an end that is past or too far; `restriction.unknown`; `restriction.lifted` for one that restricts no more;
 *   `account.unknown`, `text.*`, `time.*`, `command.conflict`
 */
export function overrideRestriction(context: BillingContext, input: OverrideRestriction): Promise<RestrictionOverride> {
  const { reason }: { readonly reason?: unknown } = input
  if (typeof reason !== 'string' || reason.trim() === '') fail('override.invalid', { field: 'reason', because: 'is missing: who overrides says why' })
  return runCommand(context, {
    kind: 'restrictions.override',
    input,
    perform: async (stores, at) => {
      const { actor, key } = checkCommandOptions(input, context)
      const { account, restriction, expiresAt } = input
      await accountOf(stores, account)
      const id = hashContent('override/1', [account, key], context.digest)
      const override = checkOverride({ id, account, ...(restriction === undefined ? {} : { restriction }), reason: input.reason, by: actor, at, expiresAt })
      if (restriction !== undefined) {
        const kept = await stores.controls.get('restriction', restriction)
        if (kept?.account !== account) return fail('restriction.unknown', { field: 'restriction', because: `is ${JSON.stringify(restriction)}`, facts: { restriction } })
        if (kept.content.lifted !== undefined) fail('restriction.lifted', { field: 'restriction', because: `is ${restriction}, which is lifted already`, facts: { restriction } })
      }
      const reference = await keepStep(stores, { kind: 'override', id, revision: 1, account, status: 'given', ...(restriction === undefined ? {} : { about: restriction }), createdAt: at, content: override })
      await tell(stores, newsOf(context, 'restriction.overridden', { account, at, about: [id, 'given'], data: override }))
      return reference
    },
    recall: (stores, reference) => keptStep(stores, 'override', reference),
  })
}

export interface RevokeOverride extends CommandOptions {
  readonly override: string
  /** Why; at most 1,000 characters. */
  readonly reason: string
}

/** Takes an override back before it expires. @throws `override.unknown`, `override.ended`, `text.*`, `command.conflict` */
export function revokeRestrictionOverride(context: BillingContext, input: RevokeOverride): Promise<RestrictionOverride> {
  return runCommand(context, {
    kind: 'restrictions.revoke',
    input,
    perform: async (stores, at) => {
      const { actor } = checkCommandOptions(input, context)
      const kept = await inTurn(stores, 'override', input.override)
      if (kept === undefined) return fail('override.unknown', { field: 'override', because: `is ${JSON.stringify(input.override)}`, facts: { override: input.override } })
      const override = revokeOverride(kept.content, { at, by: actor, reason: input.reason })
      const reference = await keepStep(stores, { ...kept, revision: kept.revision + 1, status: 'revoked', content: override })
      await tell(stores, newsOf(context, 'restriction.overridden', { account: kept.account, at, about: [kept.id, 'revoked'], data: override }))
      return reference
    },
    recall: (stores, reference) => keptStep(stores, 'override', reference),
  })
}
