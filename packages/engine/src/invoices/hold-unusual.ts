import { addAll, fail, previousPeriod, type Decimal } from '@farthing/core'
import { breachesOf, type InvoiceLine } from '@farthing/ledger'
import { billingGridOf } from '@farthing/pricing'
import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { isVoid } from './document-place.js'
import type { DraftedInvoice, InvoiceSubject } from './draft-invoice.js'

/** Lets lines beyond the bounds of the tenant stand on a document. */
export interface ReleaseOptions {
  /** Ids of subscriptions that somebody has looked at, who is the actor: their bounds do not hold this document. None unless given. */
  readonly release?: readonly string[]
}

/**
 * Holds a document on which a subscription breaks a bound of `invoicing.bounds` (V-BOUNDS). Nothing is kept, so nothing has to be cleared: the next command judges
 * anew, and one that releases the subscription issues the document.
 *
 * @throws `invoice.held` with the first breach and the ids of all subscriptions that have one
 */
export async function holdUnusual({ invoicing: { bounds } }: BillingContext, stores: Stores, subject: InvoiceSubject, { draft }: DraftedInvoice, { release = [] }: ReleaseOptions): Promise<void> {
  if (bounds === undefined) return
  const before = bounds.growth === undefined ? {} : await amountsBefore(stores, subject)
  const breaches = breachesOf(draft, { bounds, before }).filter(({ subscription }) => !release.includes(subscription))
  const [first] = breaches
  if (first === undefined) return
  const { subscription, bound, limit, found } = first
  const subscriptions = [...new Set(breaches.map((breach) => breach.subscription))]
  fail('invoice.held', { field: 'release', because: `does not name ${subscription}, whose ${bound} is bound to ${limit} and comes to ${found}`, facts: { subscription, bound, limit, found, subscriptions } })
}

/** What each subscription came to on standing documents of its period before. */
async function amountsBefore(stores: Stores, { account, billed, period, side }: InvoiceSubject): Promise<{ readonly [subscription: string]: Decimal }> {
  const lines = new Map<string, InvoiceLine[]>()
  const [first] = billed
  if (first === undefined) return {}
  const { subscription, planVersion } = first.contract
  const { from, to } = previousPeriod(billingGridOf(subscription, planVersion.content), period.from)
  for (const invoice of await stores.documents.findByPeriod(account.id, { from, to })) {
    if ((invoice.side ?? 'retail') !== side || (await isVoid(stores, invoice))) continue
    for (const line of invoice.lines) lines.set(line.subscription, [...(lines.get(line.subscription) ?? []), line])
  }
  return Object.fromEntries([...lines].map(([id, own]) => [id, addAll(own.map(({ amount }) => amount))]))
}
