import type { Interval } from '@farthing/core'
import { contractSegments, planInputs, plannedTerms, type FactPackName, type PlannedPack, type RatingFacts } from '@farthing/pricing'
import type { Stores } from '@farthing/ports'
import type { BilledPeriod } from '../billing-period.js'
import type { BillingContext } from '../context.js'

/** The packs that the host gives; of `account` Farthing knows id, currency and zone, of `balances` the grants that it keeps, see {@link withGrants}. */
export type HostFacts = Pick<RatingFacts, 'services' | 'balances' | 'account'>

/** What a rating reads of them. */
export interface FactRequest {
  /** Absent for the program of an account. */
  readonly subscription?: string
  readonly account: string
  readonly period: Interval
  /** Never empty; which fields are read, and who cannot do without them. */
  readonly packs: readonly PlannedPack[]
}

/**
 * Gives facts that Farthing does not keep. Asked inside the transaction of a preview or an issue, only for packs that the prices and stages of
 * the plan read; for the same period it gives the same. What it leaves out is not there.
 */
export type FactSource = (request: FactRequest) => Promise<HostFacts>

const hostPacks: readonly FactPackName[] = ['services', 'balances', 'account']

/** The facts of the host for one billed period; checked when they are rated. */
export async function hostFacts(context: BillingContext, stores: Stores, { contract, period }: BilledPeriod): Promise<HostFacts> {
  const { stages, digest } = context
  const terms = contractSegments(contract, period, { stages, digest }).map((segment) => plannedTerms(segment.contract))
  const { id: subscription, account } = contract.subscription
  return givenByHost(context, stores, { subscription, account, period, packs: planInputs(terms, { stages }).packs })
}

/** The facts of the host among the packs that are read; nothing is asked where there are none. Balances that nobody gives are an empty pack. */
export async function givenByHost({ facts }: BillingContext, stores: Stores, request: FactRequest): Promise<HostFacts> {
  const packs = request.packs.filter(({ pack }) => hostPacks.includes(pack))
  if (packs.length === 0) return {}
  const reads = (name: FactPackName) => packs.some(({ pack }) => pack === name)
  const given = { ...(reads('balances') ? { balances: [] } : {}), ...(await facts?.({ ...request, packs })) }
  if (given.account !== undefined || !reads('account')) return given
  const { account } = request
  const kept = await stores.accounts.get(account)
  return kept === undefined ? given : { ...given, account: [{ account, currency: kept.currency, zone: kept.zone }] }
}
