import { projectPeriod, type Projection, type ProjectionQuestion } from '@farthing/pricing'
import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { factsOver } from './estimate.js'
import { contractOf, quotedTime, runningPeriod } from './quoted-time.js'

export interface ProjectionScope extends Pick<ProjectionQuestion, 'methods'> {
  readonly subscription: string
  /** A whole billing period; the one that runs unless given. */
  readonly period?: string
}

/**
 * What a billing period will cost at its end, from its usage until now; each meter names its method. Writes nothing.
 *
 * @throws `subscription.unknown`, `period.not_found`, `period.ambiguous`, and what `projectPeriod` throws
 */
export function project(context: BillingContext, scope: ProjectionScope): Promise<Projection> {
  return context.storage.transaction(context.tenant, (stores) => projectIn(context, stores, scope))
}

/** The same inside a transaction. @throws as {@link project} */
export async function projectIn(context: BillingContext, stores: Stores, { subscription, period: choice, methods }: ProjectionScope): Promise<Projection> {
  const contract = await contractOf(context, stores, subscription)
  const period = choice === undefined ? runningPeriod(context, contract) : quotedTime(contract, choice)
  return projectPeriod({ contract, ...(await factsOver(context, stores, contract, period)), period, at: context.clock.now(), ...(methods === undefined ? {} : { methods }) }, context)
}
