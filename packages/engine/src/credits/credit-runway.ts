import { addLocalDays, fail } from '@farthing/core'
import { isAmountGrant, projectRunway, type BookedGrant, type CreditGrant, type Runway } from '@farthing/ledger'
import { listAll, type Stores } from '@farthing/ports'
import { standingAt } from './credit-standing.js'
import { loadGrants } from './load-credits.js'

export interface RunwayScope {
  readonly account: string
  /** A currency, or a meter: balances of several are never summed. */
  readonly unit: { readonly currency: string } | { readonly meter: string }
  /** Days of consumption that the rate is averaged over; 30 unless given, 1 to 3,650. */
  readonly historyDays?: number
}

/**
 * How long an account's credit lasts when it burns on as documents took it in the last days. Writes nothing.
 *
 * @throws `credit.usage_invalid` for a history out of bounds, `credit.too_many`
 */
export async function creditRunway(stores: Stores, { account, unit, historyDays = 30 }: RunwayScope, at: string): Promise<Runway> {
  if (!Number.isInteger(historyDays) || historyDays < 1 || historyDays > 3_650) fail('credit.usage_invalid', { field: 'historyDays', because: `is ${historyDays}, not 1 to 3,650` })
  const since = addLocalDays(at, { days: -historyDays, zone: 'UTC' })
  const grants = (await loadGrants(stores, { account })).filter(({ grant }) => isOfUnit(grant, unit))
  const ids = new Set(grants.map(({ grant }) => grant.id))
  const movements = await listAll((page) => stores.credits.movements({ account }, page))
  const used = movements.filter((one) => one.kind === 'consumed' && ids.has(one.grant) && one.at > since && one.at <= at).map(({ amount }) => amount)
  return projectRunway({ credits: grants.map((booked) => remainingNow(booked, at)), at, history: { since, used } })
}

function remainingNow(booked: BookedGrant, at: string) {
  const { grant, balance } = standingAt(booked, at)
  return { grant, remaining: balance.remaining }
}

function isOfUnit(grant: CreditGrant, unit: RunwayScope['unit']): boolean {
  if (isAmountGrant(grant)) return 'currency' in unit && unit.currency === grant.currency
  return 'meter' in unit && unit.meter === grant.meter
}
