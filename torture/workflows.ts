import { count, createBilling, defineCatalog, fixedClock, flat, graduated, plan, sum, type Billing, type IssuedInvoice, type Storage } from 'farthing'

/**
 * One command that is tried under every fault. To torture another one, add it here: the harness finds its statements and messages by itself.
 * `run` has to give something that a repeat gives too.
 */
export interface Workflow {
  readonly name: string
  /** Brings an empty tenant to where the command starts. */
  readonly prepare: (billing: Billing) => Promise<unknown>
  readonly run: (billing: Billing) => Promise<unknown>
  /** Tables in which a repeat leaves a trace by design. */
  readonly countsRepeats?: readonly string[]
}

export const tenant = 'torture'

const catalog = defineCatalog({
  meters: { tokens: sum({ event: 'llm.tokens', value: 'count', by: ['model'] }), calls: count({ event: 'llm.tokens' }) },
  plans: {
    pro: plan({ currency: 'EUR', every: 'month' }, { base: flat('49.00'), tokens: graduated('tokens', [{ upTo: '1000000', unit: '0' }, { unit: '0.0000025' }]) }),
  },
})

export function billingOn(storage: Storage): Billing {
  return createBilling({ catalog, storage, tenant, clock: fixedClock('2026-11-02T00:00:00Z') })
}

const events = [1, 2, 3, 4].map((number) => ({
  id: `r${number}`,
  source: 'api',
  type: 'llm.tokens',
  subject: 'acme',
  time: `2026-10-0${number}T09:00:00Z`,
  data: { count: '400000', model: 'large' },
}))

const subscribe = (billing: Billing) => billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01', zone: 'Europe/Berlin' })
const ingest = (billing: Billing) => billing.events.ingest([...events, events[0]])
const issue = (billing: Billing) => billing.invoices.issue({ key: 'acme/2026-10', account: 'acme', period: '2026-10' })

async function used(billing: Billing): Promise<void> {
  await subscribe(billing)
  await ingest(billing)
}

async function invoiced(billing: Billing): Promise<void> {
  await used(billing)
  await issue(billing)
}

/** An event that came after the invoice of its period. */
async function invoicedTooEarly(billing: Billing): Promise<void> {
  await invoiced(billing)
  await billing.events.ingest([{ ...events[0], id: 'late' }])
}

/** An invoice as it was issued, to make others from. */
export async function issuedSample(billing: Billing): Promise<IssuedInvoice> {
  await used(billing)
  return issue(billing)
}

export const workflows: readonly Workflow[] = [
  { name: 'subscribe', prepare: async () => undefined, run: subscribe },
  {
    name: 'ingest',
    prepare: subscribe,
    run: async (billing) => {
      const { counts, refused } = await ingest(billing)
      return { taken: counts.accepted + counts.duplicate, refused }
    },
    countsRepeats: ['event_census'],
  },
  { name: 'seal', prepare: used, run: (billing) => billing.usage.seal({ key: 'seal', period: '2026-10' }) },
  { name: 'issue', prepare: used, run: issue },
  {
    name: 'grant',
    prepare: subscribe,
    run: (billing) => billing.credits.grant({ key: 'gift', account: 'acme', currency: 'EUR', kind: 'promotional', amount: '10', effectiveAt: '2026-10-01T00:00:00Z' }),
  },
  {
    name: 'pay',
    prepare: invoiced,
    run: (billing) => billing.payments.receive({ key: 'p1', account: 'acme', provider: 'bank', payment: 'p1', amount: { amount: '50', currency: 'EUR' } }),
  },
  {
    name: 'correct',
    prepare: invoicedTooEarly,
    run: async (billing) => {
      const causes = [{ kind: 'late_event', reference: 'api/late', text: 'came after the invoice' }] as const
      return billing.corrections.correct({ key: 'c', invoice: (await issue(billing)).id, causes })
    },
  },
  { name: 'cancel', prepare: invoiced, run: async (billing) => billing.corrections.cancel({ key: 'c', invoice: (await issue(billing)).id, reason: 'not ordered' }) },
  { name: 'write off', prepare: invoiced, run: async (billing) => billing.ledger.writeOff({ key: 'w', document: (await issue(billing)).id, reason: 'insolvency' }) },
]
