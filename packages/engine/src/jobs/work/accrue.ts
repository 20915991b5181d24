import { isFarthingError, type Interval } from '@farthing/core'
import { accrueUsage } from '../../accruals/accrue-usage.js'
import { ratePeriod } from '../../accruals/rate-period.js'
import type { BillingContext } from '../../context.js'
import { listGroups, type InvoiceGroup } from '../../invoices/list-groups.js'
import { loadContracts } from '../../subscriptions/load-contracts.js'
import { subscriptionsIn } from '../../usage/select-periods.js'
import { lastPeriods } from '../../usage/last-period.js'
import { eachAccount } from '../each-account.js'
import type { Job, StepInput } from '../job.js'

export const accrue: Job = {
  does: 'Rates the periods that have no invoice yet, and books their usage as accrued.',
  schedule: () => ({ everyMinutes: 60 }),
  step: eachAccount(async (context, account, input) => {
    let postings = 0
    for (const { period, groups } of await openDocuments(context, account)) {
      for (const { side, group, invoice } of groups) {
        if (invoice === undefined) postings += await accrueDocument(context, { account, side, ...(group !== undefined && { group }), period }, input)
      }
    }
    return { counts: { postings } }
  }),
}

interface OpenDocuments {
  readonly period: Interval
  readonly groups: readonly InvoiceGroup[]
}

/** The documents of the period that runs and of the one before it, where the account has some. */
function openDocuments(context: BillingContext, account: string): Promise<readonly OpenDocuments[]> {
  return context.storage.transaction(context.tenant, async (stores) => {
    const contracts = await loadContracts(context, stores, await subscriptionsIn(stores, { account }))
    const periods = new Map<string, Interval>()
    for (const contract of contracts) {
      for (const period of lastPeriods(contract, context.clock.now())) periods.set(`${period.from} ${period.to}`, period)
    }
    const found: OpenDocuments[] = []
    for (const period of periods.values()) found.push({ period, groups: await listGroups(context, stores, { account, period }) })
    return found
  })
}

interface OpenDocument {
  readonly account: string
  readonly side: InvoiceGroup['side']
  readonly group?: string
  readonly period: Interval
}

/** How many postings that made: none where nothing changed, or where somebody has issued the document, or rated it again, meanwhile. */
async function accrueDocument(context: BillingContext, document: OpenDocument, { keyOf }: StepInput): Promise<number> {
  const { account, side, group = '', period } = document
  const key = keyOf(`${account}/${side}/${group}/${period.from}`)
  try {
    const run = await ratePeriod(context, { key, ...document })
    const { transaction } = await accrueUsage(context, { key, run: run.id })
    // What an earlier run has booked carries its key.
    return transaction?.correlation === key ? 1 : 0
  } catch (error) {
    if (isFarthingError(error) && (error.code === 'invoice.exists' || error.code === 'accrual.run_stale')) return 0
    throw error
  }
}
