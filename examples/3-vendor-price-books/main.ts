import { compare, createBilling, fixedClock, quotePlan } from 'farthing'
import { memory } from 'farthing/memory'
import { amazonS3 } from './amazon-s3.js'
import { cloudflareDurableObjects } from './cloudflare-durable-objects.js'
import { cloudflareWorkers } from './cloudflare-workers.js'
import { july, julyTotal, twilioVoice } from './twilio-voice.js'
import type { VendorBook, WorkedExample } from './worked-example.js'

for (const book of [cloudflareWorkers, cloudflareDurableObjects, amazonS3]) {
  console.log(`${book.vendor} (${book.page})`)
  for (const example of book.examples) check(example.name, await billed(book, example), example.total)
}

console.log('Twilio Voice, shared minutes (twilio.com/help/faq/billing-pricing/when-does-volume-pricing-kick-in)')
check('501,000 minutes, of which the last thousand are cheaper', twilioQuote(), julyTotal)

// #region billed
/** The total of a month's invoice: one account, the vendor's plan, the usage of the example as events. */
async function billed({ catalog, month }: VendorBook, { usage }: WorkedExample): Promise<string> {
  const rounding = { mode: 'half-up', scope: 'perLine' } as const
  const billing = createBilling({ catalog, storage: memory(), clock: fixedClock('2026-04-02T00:00:00Z'), rounding })
  await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'standard', from: `${month}-01`, zone: 'UTC' })
  const events = usage.map(({ type, quantity, time = `${month}-01T00:00:00Z` }, index) => ({
    id: `e${index}`,
    source: 'example',
    type,
    subject: 'acme',
    time,
    data: { quantity },
  }))
  await billing.events.ingestOrThrow(events)
  return (await billing.invoices.preview({ account: 'acme', period: month })).totals.payable
}
// #endregion billed

// #region quoted
/** Pooled tiers read usage in its order, so the quote gets it as events one by one. */
function twilioQuote(): string {
  const { standard } = twilioVoice.plans
  if (standard === undefined) throw new Error('The catalogue has one plan.')
  const ratedEvents = july.map(([meter, quantity], index) => ({
    meter,
    dimensions: {},
    occurredAt: `2026-07-0${index + 1}T00:00:00.000000Z`,
    source: 'example',
    id: `c${index}`,
    quantity,
  }))
  const usage = { in: '201000', out: '200000', tollFree: '100000' } as const
  const over = { from: '2026-07-01T00:00:00Z', to: '2026-08-01T00:00:00Z' }
  return quotePlan({ plan: standard, usage, facts: { ratedEvents }, over }).total
}
// #endregion quoted

function check(name: string, total: string, vendors: string): void {
  if (compare(total as `${number}`, vendors as `${number}`) !== 0) throw new Error(`${name}: ${total}, but the vendor says ${vendors}`)
  console.log(`  ${name}: ${vendors} USD, as the vendor says`)
}
