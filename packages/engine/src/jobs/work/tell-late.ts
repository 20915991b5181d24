import { periodAt, previousPeriod, type Interval } from '@farthing/core'
import type { BillingContext } from '../../context.js'
import { tellLate as tellLateOf } from '../../events/tell-late.js'
import { loadContracts } from '../../subscriptions/load-contracts.js'
import { gridOf, lastPeriod } from '../../usage/last-period.js'
import { subscriptionsIn } from '../../usage/select-periods.js'
import { eachAccount } from '../each-account.js'
import type { Job } from '../job.js'

/** Before the one that runs. */
const periodsBack = 3

export const tellLate: Job = {
  does: 'Tells others of late events of the last three periods that nobody was told of.',
  schedule: () => ({ everyMinutes: 60 }),
  step: eachAccount(async (context, account) => {
    let late = 0
    for (const { subscription, ...period } of await pastPeriods(context, account)) {
      for (let more = true; more; ) {
        const told = await tellLateOf(context, { subscription, period })
        late += told.told
        more = told.more
      }
    }
    return { counts: { late } }
  }),
}

/** Ended periods of the subscriptions of an account, in which they ran. */
function pastPeriods(context: BillingContext, account: string): Promise<readonly (Interval & { readonly subscription: string })[]> {
  const now = context.clock.now()
  return context.storage.transaction(context.tenant, async (stores) => {
    const contracts = await loadContracts(context, stores, await subscriptionsIn(stores, { account }))
    return contracts.flatMap((contract) => {
      const [last] = lastPeriod(contract, now)
      if (last === undefined) return []
      const past: Interval[] = []
      for (let period: Interval = periodAt(gridOf(contract), last.period.from); past.length < periodsBack && period.to > contract.subscription.from; period = previousPeriod(gridOf(contract), period.from)) {
        if (period.to <= now) past.push({ from: period.from, to: period.to })
        if (period.from <= contract.subscription.from) break
      }
      return past.map((period) => ({ ...period, subscription: contract.subscription.id }))
    })
  })
}
