import type { Instant } from '@farthing/core'
import { prepaidLevel, prepaidLevels, type PrepaidLevel, type PrepaidPolicy, type PrepaidStanding } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import type { Outside } from '../commands/outside.js'
import type { BillingContext } from '../context.js'
import { tellRestriction } from '../delinquency/keep-restriction.js'
import { newsOf, tell } from '../outbox/tell.js'
import { affectedUsage } from './affected-usage.js'
import { figuresOf } from './figures-of.js'
import { endDepletion, keepDepletion } from './keep-depletion.js'
import { prepaidId } from './prepaid-policies.js'

export interface PrepaidLook {
  readonly policy: PrepaidPolicy
  /** Who is told where the policy names nobody. */
  readonly recipients: readonly string[]
  readonly at: Instant
}

/**
 * Looks where the prepaid credit of an account stands, in one transaction: the move to another level, what is decided with it, and the messages. `undefined` where the
 * level is that of the last look. Waits for payments and documents of the account.
 */
export async function seePrepaid(context: BillingContext, stores: Stores, outside: Outside, { policy, recipients, at }: PrepaidLook): Promise<PrepaidStanding | undefined> {
  const { account, currency } = policy
  await stores.accounts.lock(account)
  const id = prepaidId(context, policy)
  const before = await stores.controls.get('prepaid_standing', id)
  const figures = await figuresOf(stores, policy, at)
  const level = prepaidLevel(figures, policy)
  const from: PrepaidLevel = before?.content.level ?? 'ok'
  if (level === from) return undefined
  const affected = level === 'ok' ? { allocations: [], instances: [] } : await affectedUsage(context, stores, outside, { account, currency, at })
  const revision = (before?.revision ?? 0) + 1
  const standing: PrepaidStanding = { account, currency, revision, level, from, at, ...figures, affected, recipients: policy.recipients ?? recipients }
  await stores.controls.append({ kind: 'prepaid_standing', id, revision, account, status: level, createdAt: before?.createdAt ?? at, content: standing })
  const lifted = from === 'depleted' ? await endDepletion(stores, { id, at, because: 'prepaid credit is there again' }) : undefined
  if (level === 'depleted') await deplete(context, stores, policy, { ...standing, id })
  // The outbox of an account is told last: others wait for it.
  else if (level === 'ok' || rankOf(level) > rankOf(from)) await tell(stores, newsOf(context, topics[level], { account, at, about: [id, revision], data: standing }))
  if (lifted !== undefined) await tellRestriction(context, stores, lifted)
  return standing
}

const topics = { ok: 'balance.recovered', low: 'balance.low', release_pending: 'balance.release_pending' } as const

async function deplete(context: BillingContext, stores: Stores, policy: PrepaidPolicy, standing: Parameters<typeof keepDepletion>[3]): Promise<void> {
  const { decision, restriction } = await keepDepletion(context, stores, policy, standing)
  const { id, ...told } = standing
  const { id: decided, action, status } = decision
  await tell(stores, newsOf(context, 'balance.depleted', { account: told.account, at: told.at, about: [id, told.revision], data: { ...told, decision: { id: decided, action, status } } }))
  if (restriction !== undefined) await tellRestriction(context, stores, restriction)
}

function rankOf(level: PrepaidLevel): number {
  return prepaidLevels.indexOf(level)
}
