import { compareBytes } from '@farthing/core'
import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { contractsMeant } from '../subscriptions/load-contracts.js'
import { changedEvents, type CutsApart } from '../usage/changed-events.js'

/** Who has something to be billed anew, and because of how many events. */
export interface AccountsWithChanges {
  /** By id bytes. */
  readonly accounts: readonly string[]
  readonly events: number
}

const always = { from: '0001-01-01T00:00:00.000000Z', to: '9999-12-31T23:59:59.999999Z' } as const

/** Whether any event came in, was amended or was voided between two cuts. */
export async function hasChanges(stores: Stores, cuts: CutsApart): Promise<boolean> {
  for await (const _ of changedEvents(stores, always, cuts)) return true
  return false
}

/**
 * Accounts that pay a subscription that an event between two cuts could mean, with the reseller of it: what came in, what was amended, where it was before, and what was voided.
 * Which of several subscriptions of a subject takes it is not asked. Costs what was recorded between the cuts; memory grows with subjects.
 */
export async function accountsWithChanges(context: BillingContext, stores: Stores, cuts: CutsApart): Promise<AccountsWithChanges> {
  const [subjects, subscriptions] = [new Set<string>(), new Set<string>()]
  let events = 0
  for await (const { before, after } of changedEvents(stores, always, cuts)) {
    events += 1
    for (const stored of [before, after]) {
      if (stored === undefined) continue
      const { subject, subscription } = stored.event
      if (subscription === undefined) subjects.add(subject)
      else subscriptions.add(subscription)
    }
  }
  const contracts = await contractsMeant(context, stores, { subjects, subscriptions })
  const accounts = contracts.flatMap(({ subscription: { account, wholesale } }) => (wholesale === undefined ? [account] : [account, wholesale.account]))
  return { accounts: [...new Set(accounts)].sort(compareBytes), events }
}
