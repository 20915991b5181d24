import { fail, type Instant } from '@farthing/core'
import { advanceGrant, checkGrant, isAmountGrant, type AmountGrant, type CreditGrant, type QuantityGrant } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { bookMovements } from './book-movements.js'

/** Terms that have a value when they are not given. */
type Preset = 'id' | 'priority' | 'effectiveAt'
/** What no host sets: when a grant came about, and that it is void, follow from commands. */
type Derived = 'createdAt' | 'voidedAt'
type Terms<G extends CreditGrant> = Omit<G, Preset | Derived> & Partial<Pick<G, Preset>>

/**
 * Credit for an account: of money (`currency`, `amount`) or of units of a meter (`meter`, `quantity`).
 * `id` is the command key, `priority` 100 and `effectiveAt` now, unless given.
 */
export type GrantCredit = CommandOptions & (Terms<AmountGrant> | Terms<QuantityGrant>)

const usualPriority = 100

/**
 * Gives an account credit. A grant is never changed: what became of it stands in its journal, which begins with the start, now or later.
 *
 * @throws `credit.grant_invalid`, also for an id that is taken; `account.unknown`, `meter.unknown`, what `checkGrant` throws, `command.conflict`
 */
export function grantCredit(context: BillingContext, input: GrantCredit): Promise<CreditGrant> {
  return runCommand(context, {
    kind: 'credits.grant',
    input,
    perform: async (stores, at) => {
      const grant = grantOf(input, at)
      if ((await stores.accounts.get(grant.account)) === undefined) fail('account.unknown', { field: 'account', because: `is ${JSON.stringify(grant.account)}` })
      if (!isAmountGrant(grant) && !Object.hasOwn(context.catalog.meters, grant.meter)) fail('meter.unknown', { field: 'meter', because: `is ${JSON.stringify(grant.meter)}` })
      await keepGrant(context, stores, grant, at)
      return grant.id
    },
    recall: (stores, id) => stores.credits.get(id),
  })
}

/** Keeps a new grant and books what it gives by now. @throws `credit.grant_invalid` for an id that is taken */
export async function keepGrant(context: BillingContext, stores: Stores, grant: CreditGrant, at: Instant): Promise<void> {
  if ((await stores.credits.get(grant.id)) !== undefined) fail('credit.grant_invalid', { field: 'id', because: `is ${JSON.stringify(grant.id)}, which is taken` })
  await stores.credits.put(grant)
  if (grant.effectiveAt <= at) await bookMovements(context, stores, grant, advanceGrant({ grant }, { at: grant.effectiveAt, reach: 'turnover', bookedAt: at }))
}

function grantOf(input: GrantCredit, at: string): CreditGrant {
  const { key, actor: _actor, correlation: _correlation, id = key, priority = usualPriority, effectiveAt = at, ...terms } = input
  for (const derived of ['createdAt', 'voidedAt']) {
    if (derived in terms) fail('credit.grant_invalid', { field: derived, because: 'is given, and follows from commands' })
  }
  return checkGrant({ ...terms, id, priority, effectiveAt, createdAt: at })
}
