import { formatMoney, hashContent, type Hash, type Instant } from '@farthing/core'
import type { DepletionDecision, PrepaidPolicy, PrepaidStanding, Restriction } from '@farthing/ledger'
import { listAll, type Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { liftKept, placeRestriction } from '../delinquency/keep-restriction.js'

/** Who places restrictions that follow from credit that is used up. */
const step = 'prepaid'

export interface KeptDepletion {
  readonly decision: DepletionDecision
  readonly restriction?: Restriction
}

/** Keeps what follows when credit is used up, in the transaction of the standing that says so; under `restrict` with the restriction. */
export async function keepDepletion(context: BillingContext, stores: Stores, policy: PrepaidPolicy, standing: PrepaidStanding & { readonly id: Hash }): Promise<KeptDepletion> {
  const { account, currency, revision, at, available, runway, affected, id: about } = standing
  const { onDepletion: action, restricts: scope = 'new_usage' } = policy
  const id = hashContent('depletion/1', [account, currency, revision], context.digest)
  const text = `Prepaid credit is used up: ${formatMoney({ amount: available, currency })} are available.`
  const reason = { code: 'credit_depleted', text, references: [currency] } as const
  const restriction = action === 'restrict' ? await placeRestriction(context, stores, { account, scope, reason, since: at, by: step, cause: [step, currency, revision] }) : undefined
  const decision: DepletionDecision = {
    id, account, currency, action, standing: revision, decidedAt: at, available, runway, affected,
    ...(restriction === undefined ? {} : { restriction: restriction.id }),
    status: action === 'notify' ? 'noted' : 'open',
    reports: [],
  }
  await stores.controls.append({ kind: 'depletion', id, revision: 1, account, status: decision.status, about, createdAt: at, content: decision })
  return { decision, ...(restriction === undefined ? {} : { restriction }) }
}

export interface EndedDepletion {
  /** Of the standing. */
  readonly id: Hash
  readonly at: Instant
  readonly because: string
}

/** Withdraws the last decision of a standing where it is still open or has failed, and lifts its restriction unless somebody has. */
export async function endDepletion(stores: Stores, { id: about, at, because }: EndedDepletion): Promise<Restriction | undefined> {
  const record = (await listAll((page) => stores.controls.list('depletion', { about }, page))).at(-1)
  if (record === undefined) return undefined
  const { status, restriction } = record.content
  if (status === 'open' || status === 'failed') {
    await stores.controls.append({ ...record, revision: record.revision + 1, status: 'withdrawn', content: { ...record.content, status: 'withdrawn', withdrawnAt: at } })
  }
  const placed = restriction === undefined ? undefined : await stores.controls.get('restriction', restriction)
  return placed?.status === 'active' ? liftKept(stores, placed.id, { at, by: step, reason: because }) : undefined
}
