import { assertInvariant, clipInterval, mergeUsage, type Interval, type Usage } from '@farthing/core'
import { nativeSha256, type Billing } from '@farthing/engine'
import type { InvoiceEvidence } from '@farthing/ledger'
import type { Subscription } from '@farthing/pricing'

export interface InvoicedPeriods {
  readonly invoices: readonly InvoiceEvidence[]
  /** Metered totals, one for each account, subscription, meter and dimensions of a period. */
  readonly usage: readonly (Usage & { readonly account: string })[]
}

/**
 * Seals and invoices periods. Accounts that share a period are sealed together: one pass over the events for each distinct period,
 * however many accounts have it.
 */
export async function invoicePeriods(
  billing: Billing,
  ended: readonly { readonly account: string; readonly period: Interval }[],
  subscriptions: readonly Subscription[],
): Promise<InvoicedPeriods> {
  const byId = new Map(subscriptions.map((subscription) => [subscription.id, subscription]))
  const invoices: InvoiceEvidence[] = []
  const usage: (Usage & { account: string })[] = []
  for (const [period, accounts] of accountsByPeriod(ended)) {
    for (const { subscription: id, buckets } of await billing.usage.seal({ period })) {
      const subscription = byId.get(id)
      const interval = subscription === undefined ? undefined : clipInterval(period, subscription)
      if (subscription === undefined || interval === undefined || !accounts.includes(subscription.account)) continue
      usage.push(...mergeUsage(buckets, interval, { digest: nativeSha256, reference: period }).map((each) => ({ account: subscription.account, ...each })))
    }
    for (const account of accounts) {
      const { id } = await billing.invoices.issue({ key: `${account}/${period.from}`, account, period })
      const evidence = await billing.invoices.evidence(id)
      assertInvariant(evidence !== undefined, 'an issued invoice has evidence')
      invoices.push(evidence)
    }
  }
  return { invoices, usage }
}

function accountsByPeriod(ended: readonly { readonly account: string; readonly period: Interval }[]): readonly (readonly [Interval, readonly string[]])[] {
  const groups = new Map<string, { period: Interval; accounts: string[] }>()
  for (const { account, period } of ended) {
    const key = `${period.from}/${period.to}`
    const group = groups.get(key) ?? { period, accounts: [] }
    group.accounts.push(account)
    groups.set(key, group)
  }
  return [...groups.values()].map(({ period, accounts }) => [period, accounts])
}
