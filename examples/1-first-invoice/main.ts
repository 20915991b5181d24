// #region first-invoice
import { createBilling, defineCatalog, explain, fixedClock, flat, graduated, plan, sum } from 'farthing'
import { memory } from 'farthing/memory'

const catalog = defineCatalog({
  meters: { tokens: sum({ event: 'llm.tokens', value: 'count', by: ['model'] }) },
  plans: {
    pro: plan({ currency: 'EUR', every: 'month' }, {
      base: flat('49.00'),
      tokens: graduated('tokens', [{ upTo: '1000000', unit: '0' }, { unit: '0.0000025' }]),
    }),
  },
})
const billing = createBilling({ catalog, storage: memory(), clock: fixedClock('2026-11-02T00:00:00Z') })

await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01', zone: 'Europe/Berlin' })
const { counts, refused } = await billing.events.ingest([
  {
    id: 'r1',
    source: 'api',
    type: 'llm.tokens',
    subject: 'acme',
    time: '2026-10-14T09:00:00Z',
    data: { count: '1400000', model: 'large' },
  },
])
const preview = await billing.invoices.preview({ account: 'acme', period: '2026-10' })
const invoice = await billing.invoices.issue({ key: 'acme/2026-10', account: 'acme', period: '2026-10' })

console.log(counts, refused)
console.log(preview.contentHash === invoice.contentHash) // true: the invoice is what the preview said
console.log(explain(invoice)) // 49.00 + 400,000 × 0.0000025 = 50.00 EUR
// #endregion first-invoice
