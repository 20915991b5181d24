import { count, sum } from '@farthing/core'
import { defineCatalog, perUnit, plan } from '@farthing/pricing'
import type { Billing } from '../billing.js'

/**
 * What the laws meter: two meters over the same events, one in groups and refusing what is negative, and a count that a second plan reads too.
 */
export const lawCatalog = defineCatalog({
  meters: {
    tokens: sum({ event: 'llm.tokens', value: 'count', by: ['model'] }),
    volume: sum({ event: 'llm.tokens', value: 'count', negative: 'allowed' }),
    scans: count({ event: 'scan' }),
  },
  plans: {
    pro: plan({ currency: 'EUR', every: 'month' }, { tokens: perUnit('tokens', '0.001'), volume: perUnit('volume', '0'), scans: perUnit('scans', '0.5') }),
    scans: plan({ currency: 'EUR', every: 'month' }, { scans: perUnit('scans', '0.5') }),
  },
})

export type LawPlan = 'pro' | 'scans'

export type LawBilling = Billing<LawPlan>

/** A subscription as the laws start it. Its periods are months of the local clock from the day of `from`. */
export interface LawSubscription {
  readonly key: string
  readonly account: string
  readonly plan: LawPlan
  readonly from: string
  readonly zone: string
}

/** `bolt` changes clocks in the middle of a day and has two subscriptions from 26 October, so that scans of it are then ambiguous. */
export const lawSubscriptions: readonly LawSubscription[] = [
  { key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01', zone: 'Europe/Berlin' },
  { key: 'bolt', account: 'bolt', plan: 'pro', from: '2026-10-24', zone: 'Australia/Lord_Howe' },
  { key: 'bolt-scans', account: 'bolt', plan: 'scans', from: '2026-10-26', zone: 'UTC' },
]

/** The billing periods that the events of the laws fall into, by the label of their start. */
export const lawPeriods = ['2026-10', '2026-11'] as const

export async function startAll(billing: LawBilling, subscriptions: readonly LawSubscription[] = lawSubscriptions): Promise<void> {
  for (const subscription of subscriptions) await billing.subscriptions.start(subscription)
}
