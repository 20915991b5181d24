import { compareBytes, fail, periodAt, type Cadence, type Instant, type Interval } from '@farthing/core'
import type { IssuedInvoice } from '@farthing/ledger'
import { billingGridOf, type Subscription } from '@farthing/pricing'
import type { Stores } from '@farthing/ports'
import { isOneOff, isVoid } from '../invoices/document-place.js'

export interface NewTerms {
  readonly subscription: Subscription
  readonly every: Cadence
  /** When terms of it begin to hold. */
  readonly from: Instant
  /** When that was decided. */
  readonly decidedAt: Instant
  /** Field of the command that says when. */
  readonly field: 'at' | 'from'
}

/**
 * An issued invoice does not change, so terms that it should have seen are refused instead of being left out of it. Terms that are still to come count too: their
 * period may have an invoice in advance, or one within the period. Takes the turns of the accounts that are billed.
 *
 * @throws `subscription.period_billed`
 */
export async function refuseBilled(stores: Stores, { subscription, every, from, decidedAt, field }: NewTerms): Promise<void> {
  const { account, wholesale } = subscription
  const accounts = [account, ...(wholesale === undefined ? [] : [wholesale.account])].sort(compareBytes)
  // Whoever issues a document of theirs meanwhile either sees these terms or is seen here.
  for (const each of accounts) await stores.accounts.lock(each)
  if (!(await haveDocuments(stores, accounts))) return
  const grid = billingGridOf(subscription, { every })
  let start = from
  do {
    const period = periodAt(grid, start)
    const invoice = await standingInvoice(stores, { accounts, period, subscription: subscription.id })
    if (invoice !== undefined) {
      const because = `is ${from}, in or before the period from ${invoice.from} to ${invoice.to}, which invoice ${invoice.number} bills; with billed: 'corrected' it holds, and a correction follows`
      fail('subscription.period_billed', { field, because, facts: { at: from, invoice: invoice.id, number: invoice.number } })
    }
    start = period.to
  } while (start <= decidedAt)
}

async function haveDocuments(stores: Stores, accounts: readonly string[]): Promise<boolean> {
  for (const account of accounts) if ((await stores.documents.list({ account }, { limit: 1 })).items.length > 0) return true
  return false
}

interface BillingPlace {
  readonly accounts: readonly string[]
  readonly period: Interval
  readonly subscription: string
}

/** An invoice that bills the period: not a void one, which bills nothing, none of amounts alone, and none of another subscription by itself. */
async function standingInvoice(stores: Stores, { accounts, period, subscription }: BillingPlace): Promise<IssuedInvoice | undefined> {
  for (const account of accounts) {
    for (const invoice of await stores.documents.findByPeriod(account, period)) {
      const { group } = invoice
      const isOfAnother = group?.includes('subscription:') === true && !group.endsWith(`subscription:${subscription}`)
      if (!isOneOff(group) && !isOfAnother && !(await isVoid(stores, invoice))) return invoice
    }
  }
  return undefined
}
