import { memory } from '@farthing/adapters-memory'
import { count, type Account } from '@farthing/core'
import { defineCatalog, flat, graduated, perUnit, plan } from '@farthing/pricing'
import type { Storage } from '@farthing/ports'
import type { Billing, BillingOptions } from '../billing.js'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { call } from './sample-billing.js'

const month = { currency: 'EUR', every: 'month' } as const
const attributes = { project: 'project' } as const

/**
 * `calls`: 1.00 for each call. `projects`: calls of each project apart, at 1.00. `tiers`: the first 10 calls 1.00, then 0.50. `fee`: 20.00 a month and calls at
 * 1.00. `weekly` and `usd`: like `calls`, by week and in dollars.
 */
const budgetedCatalog = defineCatalog({
  meters: { calls: count({ event: 'api.call', by: ['project'], attributes }) },
  plans: {
    calls: plan(month, { calls: perUnit('calls', '1') }),
    projects: plan(month, { calls: perUnit('calls', '1', { by: ['project'] }) }),
    tiers: plan(month, { calls: graduated('calls', [{ upTo: '10', unit: '1' }, { unit: '0.5' }]) }),
    fee: plan(month, { base: flat('20'), calls: perUnit('calls', '1') }),
    weekly: plan({ currency: 'EUR', every: 'week' }, { calls: perUnit('calls', '1') }),
    usd: plan({ currency: 'USD', every: 'month' }, { calls: perUnit('calls', '1') }),
  },
})

export interface BudgetedOptions extends Omit<Partial<BillingOptions>, 'catalog' | 'clock'> {
  readonly storage?: Storage
  readonly now?: string
}

/** Billing over calls in UTC, on 14 October 2026 at noon unless told otherwise. */
export function budgetedBilling({ storage = memory(), now = '2026-10-14T12:00:00Z', ...options }: BudgetedOptions = {}) {
  return createBilling({ catalog: budgetedCatalog, storage, clock: fixedClock(now), ...options })
}

/** An account with one subscription of its name, from 1 October 2026. */
export async function budgetedAccount(billing: ReturnType<typeof budgetedBilling>, id = 'acme', { plan: name = 'calls', ...about }: Partial<Account> & { readonly plan?: 'calls' | 'projects' | 'tiers' | 'fee' | 'weekly' | 'usd' } = {}): Promise<void> {
  await billing.accounts.put({ key: id, account: { id, kind: 'customer', currency: name === 'usd' ? 'USD' : 'EUR', zone: 'UTC', ...about } })
  await billing.subscriptions.start({ key: id, account: id, plan: name, from: '2026-10-01' })
}

/** So many calls of a subject at one time. The name tells them from others. */
export async function use(billing: Pick<Billing, 'events'>, count: number, about: { readonly name?: string; readonly subject?: string; readonly time?: string; readonly project?: string } = {}): Promise<void> {
  const { name = 'u', subject = 'acme', time = '2026-10-14T09:00:00Z', project } = about
  const attribution = project === undefined ? {} : { project }
  await billing.events.ingestOrThrow(Array.from({ length: count }, (_, index) => call(`${name} ${subject} ${time} ${project} ${index}`, { subject, time, ...attribution })))
}

/** `acme` with a budget of 100.00 EUR a month, and thresholds at 50, 80 and 100 %. */
export async function budgeted(budget: object = {}) {
  const storage = memory()
  const at = (now: string) => budgetedBilling({ storage, now })
  const billing = at('2026-10-14T12:00:00Z')
  await budgetedAccount(billing, 'acme', { notificationRecipients: ['ops@acme.example'] })
  const policy = await billing.budgets.put({ key: 'b', budget: 'b', account: 'acme', amount: '100', thresholds: ['50', '80', '100'], ...budget })
  return { storage, at, billing, policy }
}
