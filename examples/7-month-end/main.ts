import { createBilling, defineCatalog, fixedClock, flat, formatMoney, fromMinorUnits, graduated, plan, sum, type RunSummary } from 'farthing'
import { memory } from 'farthing/memory'

const catalog = defineCatalog({
  meters: { calls: sum({ event: 'api.call', value: 'quantity' }) },
  plans: { pro: plan({ currency: 'EUR', every: 'month' }, { base: flat('9.00'), calls: graduated('calls', [{ upTo: '10000', unit: '0' }, { unit: '0.001' }]) }) },
})
const storage = memory()
const billingAt = (now: string) => createBilling({ catalog, storage, clock: fixedClock(now) })
const accounts = Array.from({ length: 1_000 }, (_, index) => `a${String(index + 1).padStart(4, '0')}`)

const september = billingAt('2026-09-30T23:00:00Z')
for (const account of accounts) await september.subscriptions.start({ key: account, account, plan: 'pro', from: '2026-09-01', zone: 'UTC' })

/** The n-th account uses 30 times n calls a month, in three events. */
function eventsOf(month: string, used = (place: number) => place * 10) {
  return accounts.flatMap((account, index) =>
    ['05', '15', '25'].map((day) => ({ id: `${account}/${month}-${day}`, source: 'gateway', type: 'api.call', subject: account, time: `${month}-${day}T12:00:00Z`, data: { quantity: String(used(index + 1)) } })),
  )
}

// #region september
await september.events.ingestOrThrow(eventsOf('2026-09'))
const first = billingAt('2026-10-02T00:00:00Z')
await first.runs.start({ key: '2026-09', period: '2026-09', mode: 'commit' })
report('September', await first.runs.complete('2026-09'))
// #endregion september

// In October one account has a hundred times as many calls.
await billingAt('2026-10-31T23:00:00Z').events.ingestOrThrow(eventsOf('2026-10', (place) => (place === 500 ? place * 1_000 : place * 10)))

// #region october
const second = billingAt('2026-11-02T00:00:00Z')
const outliers = { above: '3', leastDifference: '100', then: 'hold' } as const
// A look at some of them first: nothing is issued.
await second.runs.start({ key: '2026-10/preview', period: '2026-10', accounts: accounts.slice(450, 550), mode: 'preview', outliers })
const { outliers: found, totals } = await second.runs.complete('2026-10/preview')
for (const { account, before, amounts } of found) console.log(`unlike September: ${account}: ${before ?? '?'} → ${amounts?.net ?? '?'}`)
console.log('of a hundred accounts:', ...totals.map(({ net, currency }) => formatMoney({ amount: net, currency })))

await second.runs.start({ key: '2026-10', period: '2026-10', mode: 'commit', outliers })
const committed = await second.runs.complete('2026-10')
report('October', committed)

for (const { account, reasons } of committed.held) {
  console.log(`held: ${account}: ${reasons.map(({ message }) => message).join('; ')}`)
  await second.runs.release({ key: `2026-10/${account}`, run: '2026-10', account, actor: 'ann', reason: 'a launch, the customer knows' })
}
report('October, once that was looked at', await second.runs.complete('2026-10'))
// #endregion october

// #region late
// A gateway was cut off: its events of 20 October come in on 10 November, for ten accounts.
const late = accounts.slice(600, 610).map((account) => ({ id: `${account}/late`, source: 'gateway', type: 'api.call', subject: account, time: '2026-10-20T08:00:00Z', data: { quantity: '5000' } }))
await billingAt('2026-11-10T00:00:00Z').events.ingestOrThrow(late)

const third = billingAt('2026-11-10T01:00:00Z')
await third.runs.start({ key: '2026-10/late', period: '2026-10', changedSince: '2026-11-05T00:00:00Z', mode: 'commit' })
report('What came late', await third.runs.complete('2026-10/late'))
// #endregion late

const revenue = await third.ledger.revenue('month')
for (const { period, amountMinor } of revenue) console.log(`revenue in the books of ${period}:`, formatMoney(fromMinorUnits(amountMinor, 'EUR')))

function report(title: string, { accounts: { done, held }, documents, totals, corrections }: RunSummary): void {
  const money = totals.map(({ net, currency }) => ` of ${formatMoney({ amount: net, currency })}`).join('')
  console.log(`${title}: ${done} accounts done, ${held} held; ${documents.issued} invoices${money}; ${corrections.events} late events in ${corrections.documents} documents`)
}
