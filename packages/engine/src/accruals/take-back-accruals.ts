import type { Hash, Instant } from '@farthing/core'
import { reverseAccruals } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { accrualsOf } from './accrue-usage.js'

export interface TakeBackAccruals {
  readonly document: Hash
  readonly account: string
  readonly at: Instant
  readonly actor: string
}

/** Takes all accruals of a document back, in the transaction that issues it and before its number is drawn. None can come afterwards. */
export async function takeBackAccruals({ tenant, digest }: Pick<BillingContext, 'tenant' | 'digest'>, stores: Stores, { document, account, at, actor }: TakeBackAccruals): Promise<void> {
  await stores.accounts.lock(account)
  const recorded = await accrualsOf(stores, { account, document })
  const reversal = reverseAccruals({ tenant, key: document, reference: document, bookedAt: at, actor, recorded }, { digest })
  if (reversal !== undefined) await stores.ledger.put(reversal)
}
