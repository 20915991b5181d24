import { bucket, createBilling, defineCatalog, explain, explainNote, fixedClock, flat, plan, sum, volume } from 'farthing'
import { memory } from 'farthing/memory'

const monthly = { currency: 'EUR', every: 'month' } as const
const catalog = defineCatalog({
  meters: { calls: sum({ event: 'calls', value: 'count' }), minutes: sum({ event: 'minutes', value: 'count' }) },
  plans: {
    api: plan(monthly, { calls: volume('calls', [{ upTo: '1000', unit: '10' }, { unit: '9' }]) }),
    voice: plan(monthly, { base: flat('20'), minutes: bucket('minutes', { included: '100', overage: '0.305', rolloverLimit: '50' }) }),
  },
})
const tax = {
  name: 'own', version: '1', defaultCategory: 'saas',
  rates: [{ jurisdiction: 'DE', category: 'saas', taxes: [{ tax: 'vat', treatment: 'standard', percent: '19' }] }],
} as const
const storage = memory()
const on = (day: string) =>
  createBilling({ catalog, storage, clock: fixedClock(`${day}T00:00:00Z`), tax, seller: { name: 'Example GmbH', jurisdiction: 'DE' }, corrections: { approval: 'required' } })
const used = (subject: string, id: string, type: string, count: string, time: string) => ({ id, source: 'api', type, subject, time, data: { count } })

// January and February are invoiced on the second day of the month after.
for (const [account, name] of [['acme', 'api'], ['beta', 'voice']] as const) {
  await on('2026-01-01').accounts.put({ key: account, account: { id: account, kind: 'customer', currency: 'EUR', zone: 'UTC', taxProfile: { jurisdiction: 'DE', registrations: [] } } })
  await on('2026-01-01').subscriptions.start({ key: account, account, plan: name, from: '2026-01-01', zone: 'UTC' })
}
await on('2026-02-01').events.ingestOrThrow([used('acme', 'a1', 'calls', '1000', '2026-01-10T09:00:00Z'), used('beta', 'b1', 'minutes', '70', '2026-01-10T09:00:00Z')])
await on('2026-03-01').events.ingestOrThrow([used('beta', 'b2', 'minutes', '130', '2026-02-10T09:00:00Z')])
const invoice = await on('2026-02-02').invoices.issue({ key: 'acme/2026-01', account: 'acme', period: '2026-01' })
for (const [day, period] of [['2026-02-02', '2026-01'], ['2026-03-02', '2026-02']] as const) await on(day).invoices.issue({ key: `beta/${period}`, account: 'beta', period })
console.log(explain(invoice))

// #region late
// On 5 March two events of January come in: one call, and 30 minutes. Nothing changes by itself: the events are late.
const march = on('2026-03-05')
await march.events.ingestOrThrow([used('acme', 'a2', 'calls', '1', '2026-01-20T09:00:00Z'), used('beta', 'b3', 'minutes', '30', '2026-01-20T09:00:00Z')])
const { items } = await march.events.late({ account: 'acme', period: '2026-01' })
console.log(items.map(({ change, source, id, time, subscription }) => `late: ${source}/${id} of ${time} ${change}, for ${subscription}`))
// #endregion late

// #region propose
// The job takes them. Here somebody else has to agree, so it proposes what would change, the following months included.
const { proposed } = await march.corrections.takeLate({ actor: 'billing-job' })
for (const { state, proposed: { account, corrections } } of proposed) {
  console.log(corrections.map(({ number, outcome, net, gross }) => `${state} for ${account}: ${outcome} for ${number}, ${net} net, ${gross} gross`))
}
// #endregion propose

// #region apply
for (const { id } of proposed) {
  await march.corrections.approve({ key: `approve ${id}`, proposal: id, actor: 'ann' })
  const looks = await march.corrections.apply({ key: `apply ${id}`, proposal: id, actor: 'ann' })
  for (const { note } of looks) if (note !== undefined) console.log(explainNote(note))
}
const again = await march.corrections.takeLate()
console.log(`taken again: ${again.events} late events, ${again.proposed.length} proposals`)
// #endregion apply

// #region truth
// The invoice is as it was; with its credit note it comes to the invoice of what is known now.
const [look] = await march.corrections.ofInvoice(invoice.id)
console.log(`${invoice.totals.payable} invoiced, ${look?.note?.totals.payable} credited, ${look?.correction?.target?.totals.payable} due`)
const standing = await march.invoices.status(invoice.id)
console.log(`${invoice.number}: ${standing?.status}, ${standing?.open} open`)
// #endregion truth
