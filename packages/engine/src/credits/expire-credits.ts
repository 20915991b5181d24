import type { Decimal, Instant } from '@farthing/core'
import { advanceGrant, isAmountGrant, type BookedGrant, type CreditGrant, type CreditKind, type CreditMovement } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { bookMovements } from './book-movements.js'
import { loadGrants } from './load-credits.js'
import { pastInstant } from './past-instant.js'

export interface ExpireCredits extends CommandOptions {
  /** All accounts unless given. */
  readonly account?: string
  /**
   * Up to when; now unless given, and not in the future. A document whose period ends later finds what was there; one whose period ended before no longer finds what this has
   * expired: so stay behind the documents that are still to come.
   */
  readonly until?: Instant
}

/** Credit that nobody used in its time. */
export interface Breakage {
  readonly account: string
  readonly grant: string
  readonly kind: CreditKind
  /** Currency of the grant, or its meter. */
  readonly unit: string
  readonly amount: Decimal
  readonly at: Instant
  /** Place in the journal of the grant. */
  readonly sequence: number
}

export interface ExpireResult {
  readonly until: Instant
  readonly breakage: readonly Breakage[]
}

/**
 * Books what time has done to grants: starts, recurrences and ends. Gives what expired, each once: what one run has booked, the next does not book again.
 * Run it from a job, some time behind the invoices.
 *
 * @throws `credit.too_many` above 10,000 grants in scope, `command.invalid` for a time in the future, `time.*`, `command.conflict`
 */
export function expireCredits(context: BillingContext, input: ExpireCredits): Promise<ExpireResult> {
  return runCommand(context, {
    kind: 'credits.expire',
    input,
    perform: async (stores, bookedAt) => {
      const until = pastInstant(input.until, bookedAt, 'until')
      const breakage: Breakage[] = []
      for (const booked of await loadGrants(stores, input.account === undefined ? {} : { account: input.account })) {
        breakage.push(...(await expireGrant(context, stores, booked, { until, bookedAt })))
      }
      return JSON.stringify({ until, breakage } satisfies ExpireResult)
    },
    recall: async (_, result) => JSON.parse(result) as ExpireResult,
  })
}

async function expireGrant(
  context: BillingContext,
  stores: Stores,
  booked: BookedGrant,
  { until, bookedAt }: { readonly until: Instant; readonly bookedAt: Instant },
): Promise<readonly Breakage[]> {
  const movements = advanceGrant(booked, { at: until, bookedAt, reach: 'instant' })
  await bookMovements(context, stores, booked.grant, movements)
  return movements.filter(({ kind }) => kind === 'expired').map((movement) => breakageOf(booked.grant, movement))
}

function breakageOf(grant: CreditGrant, { amount, at, sequence }: CreditMovement): Breakage {
  const unit = isAmountGrant(grant) ? grant.currency : grant.meter
  return { account: grant.account, grant: grant.id, kind: grant.kind, unit, amount, at, sequence }
}
