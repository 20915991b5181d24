import { createBilling, defineCatalog, fixedClock, flat, graduated, plan, publishPlan, quotePlan, sum } from 'farthing'
import { memory } from 'farthing/memory'

const monthly = { currency: 'EUR', every: 'month' } as const
const base = flat('49.00')
const catalog = defineCatalog({
  meters: { tokens: sum({ event: 'llm.tokens', value: 'count' }) },
  plans: { pro: plan(monthly, { base, tokens: graduated('tokens', [{ upTo: '1000000', unit: '0' }, { unit: '0.0000025' }]) }) },
})

// Three accounts in October: a small one, one that just passes the free million, a large one.
const storage = memory()
const october = createBilling({ catalog, storage, clock: fixedClock('2026-10-16T12:00:00Z') })
for (const [account, count] of [['small', '300000'], ['middle', '1400000'], ['large', '90000000']] as const) {
  await october.subscriptions.start({ key: account, account, plan: 'pro', from: '2026-10-01', zone: 'UTC' })
  await october.events.ingestOrThrow([{ id: account, source: 'api', type: 'llm.tokens', subject: account, time: '2026-10-14T09:00:00Z', data: { count } }])
}

// #region ask
const estimate = await october.quotes.estimate({ subscription: 'middle', period: '2026-10' })
const projection = await october.quotes.project({ subscription: 'middle' })
const reserve = await october.quotes.upperBound({ subscription: 'middle', planned: { tokens: '2000000' } })
console.log(estimate.breakdown.map(({ label, calculation, amount }) => `${label}: ${calculation} = ${amount}`))
console.log(projection.features.map(({ meter, used, quantity, method }) => `${meter}: ${used}, by the end ${quantity} (${method})`))
console.log(`two million more tokens: ${reserve.amount} ${reserve.currency} at most, ${reserve.kind}`)
// #endregion ask

// #region try
const cheaper = plan(monthly, { base, tokens: graduated('tokens', [{ upTo: '200000', unit: '0' }, { upTo: '50000000', unit: '0.000003' }, { unit: '0.000001' }]) })
const november = createBilling({ catalog, storage, clock: fixedClock('2026-11-02T00:00:00Z') })
const tried = await november.shadow.rate({ from: '2026-10-01', to: '2026-11-01', candidate: publishPlan('pro', cheaper) })
for (const { account, existing, candidate, delta, divergesOn } of [...tried.accounts, ...tried.totals.map((total) => ({ account: 'all', ...total }))]) {
  console.log(`${account}: ${existing} → ${candidate} (${delta}), from ${divergesOn ?? 'no day'} on`)
}
console.log({ ledgerWrites: tried.ledgerWrites, ratedUsageWrites: tried.ratedUsageWrites })
// #endregion try

// #region plan
const quote = quotePlan({ plan: cheaper, usage: { tokens: '60000000' }, over: { from: '2026-12-01T00:00:00Z', to: '2026-12-16T12:00:00Z' } })
console.log(`half of December: ${quote.total} ${quote.currency}`)
// #endregion plan
