import { checkText, fail } from '@farthing/core'
import type { Restriction, RestrictionScope } from '@farthing/ledger'
import { accountOf } from '../budgets/put-budget.js'
import { checkCommandOptions, runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { liftKept, placeRestriction, tellRestriction } from './keep-restriction.js'

export interface RestrictAccount extends CommandOptions {
  readonly account: string
  readonly scope: RestrictionScope
  /** Why, in words that the user of the account reads; at most 1,000 characters. */
  readonly text: string
  /** What it is about, such as documents; nothing unless given. At most 100. */
  readonly references?: readonly string[]
}

/**
 * Restricts an account by hand. It stays restricted until somebody lifts it: what it owes and pays neither lifts nor replaces it.
 *
 * @throws `restriction.invalid`, `account.unknown`, `text.*`, `command.conflict`
 */
export function restrictAccount(context: BillingContext, input: RestrictAccount): Promise<Restriction> {
  return runCommand(context, {
    kind: 'restrictions.place',
    input,
    perform: async (stores, at) => {
      const { actor, key } = checkCommandOptions(input, context)
      const { account, scope, text, references = [] } = input
      if (references.length > 100) fail('restriction.invalid', { field: 'references', because: `has ${references.length} entries, where at most 100 are taken` })
      references.forEach((reference, index) => checkText(reference, { field: `references[${index}]` }))
      await accountOf(stores, account)
      const reason = { code: 'operator', text, references } as const
      const restriction = await placeRestriction(context, stores, { account, scope, reason, since: at, by: actor, cause: ['operator', key] })
      await tellRestriction(context, stores, restriction)
      return restriction.id
    },
    recall: async (stores, id) => (await stores.controls.history('restriction', id))[0]?.content,
  })
}

export interface LiftRestriction extends CommandOptions {
  readonly restriction: string
  /** Why, for the audit and for people; at most 1,000 characters. */
  readonly reason: string
}

/**
 * Lifts a restriction. One that follows from what an account owes stays lifted until the account moves to another state or scope; to leave it and let the account go on for
 * some time, override it.
 *
 * @throws `restriction.unknown`; `restriction.lifted` the second time, unless the key is the same; `text.*`, `command.conflict`
 */
export function liftRestrictionByHand(context: BillingContext, input: LiftRestriction): Promise<Restriction> {
  return runCommand(context, {
    kind: 'restrictions.lift',
    input,
    perform: async (stores, at) => {
      const { actor } = checkCommandOptions(input, context)
      const lifted = await liftKept(stores, input.restriction, { at, by: actor, reason: input.reason })
      if (lifted === undefined) return fail('restriction.unknown', { field: 'restriction', because: `is ${JSON.stringify(input.restriction)}`, facts: { restriction: input.restriction } })
      await tellRestriction(context, stores, lifted)
      return lifted.id
    },
    recall: async (stores, id) => (await stores.controls.get('restriction', id))?.content,
  })
}
