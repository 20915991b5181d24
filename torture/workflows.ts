import { count, createBilling, defineCatalog, FarthingError, fixedClock, flat, graduated, perUnit, plan, sum, type Billing, type IssuedInvoice, type Storage } from 'farthing'
import { echoProvider } from './echo-provider.js'

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
    basic: plan({ currency: 'EUR', every: 'month' }, { base: flat('9.00') }),
    daily: plan({ currency: 'EUR', every: 'day' }, { calls: perUnit('calls', '0.01') }),
    pro: plan({ currency: 'EUR', every: 'month' }, { base: flat('49.00'), tokens: graduated('tokens', [{ upTo: '1000000', unit: '0' }, { unit: '0.0000025' }]) }),
  },
})

export function billingOn(storage: Storage): Billing {
  return createBilling({ catalog, storage, tenant, clock: fixedClock('2026-11-02T00:00:00Z'), paymentProviders: [echoProvider] })
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

const paid = { key: 'p1', account: 'acme', provider: 'echo', payment: 'p1', amount: { amount: '50', currency: 'EUR' } } as const

/** A refund of a part of a payment, approved and not sent. */
async function refundApproved(billing: Billing): Promise<void> {
  await invoiced(billing)
  await billing.payments.receive(paid)
  const { id } = await billing.refunds.request({ key: 'r1', provider: 'echo', payment: 'p1', amount: { amount: '20', currency: 'EUR' }, reason: 'goodwill', policy: 'none', actor: 'ann' })
  await billing.refunds.approve({ key: 'y1', refund: id, actor: 'bob' })
}

const askedFor = async (billing: Billing) => (await billing.refunds.list()).items[0]?.id ?? ''

/** A payer is on the way to the provider, and a dispute of what is not paid yet waits. */
async function paying(billing: Billing): Promise<void> {
  await invoiced(billing)
  await billing.payments.start({ key: 's1', account: 'acme', provider: 'echo', returnUrl: 'https://host.example' })
  const opened = { about: 'dispute', kind: 'opened', id: 'e2', at: '2026-11-02T00:00:00Z', dispute: 'd1', payment: 'p1', amount: { amount: '20', currency: 'EUR' }, openedAt: '2026-11-02T00:00:00Z', taken: 'withheld' }
  await billing.payments.webhook({ provider: 'echo', signature: '', body: JSON.stringify({ provider: 'echo', ...opened }) })
}

async function settled(billing: Billing): Promise<unknown> {
  const session = (await billing.payments.list()).items[0]?.providerSession
  const event = { about: 'session', kind: 'settled', id: 'e1', provider: 'echo', at: '2026-11-02T00:00:00Z', session, payment: 'p1', amount: paid.amount }
  return (await billing.payments.webhook({ provider: 'echo', signature: '', body: JSON.stringify(event) })).event
}

/** What is rated so far, accrued. */
async function accrued(billing: Billing): Promise<unknown> {
  const { id } = await billing.rating.run({ key: 'r1', account: 'acme', period: '2026-10' })
  return billing.accruals.accrue({ key: 'a1', run: id })
}

/** Money that is set aside, and then taken. */
async function heldAndPosted(billing: Billing): Promise<unknown> {
  const { id } = await billing.holds.place({ key: 'h1', account: 'acme', amount: { amount: '10', currency: 'EUR' }, floor: { amount: '-100', currency: 'EUR' }, expiresAt: '2026-11-03T00:00:00Z' })
  return billing.holds.post({ key: 'h1', hold: id, reason: 'image' })
}

/** Free units that are set aside, and then used. */
async function reservedAndUsed(billing: Billing): Promise<unknown> {
  const { id } = await billing.quotas.reserve({ key: 'q1', account: 'acme', feature: 'tokens', quantity: '10', expiresAt: '2026-11-03T00:00:00Z' })
  return billing.quotas.commit({ key: 'q1', reservation: id })
}

async function billedMonth(billing: Billing): Promise<unknown> {
  const { id } = await billing.runs.start({ key: 'october', period: '2026-10', mode: 'commit' })
  await billing.runs.complete(id)
  return (await billing.invoices.list()).items
}

/** What the storage has refused of one invoice is reported beside what became of the others: here there are none. */
async function takeLate(billing: Billing): Promise<string> {
  const { refused: [first] } = await billing.corrections.takeLate()
  if (first !== undefined) throw new FarthingError(first.failure)
  return 'taken'
}

/** Windows of two subscriptions that nobody has sealed. */
async function usedDaily(billing: Billing): Promise<void> {
  await used(billing)
  await billing.subscriptions.start({ key: 'daily', account: 'daily', plan: 'daily', from: '2026-10-31', zone: 'Europe/Berlin' })
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
  { name: 'take late', prepare: invoicedTooEarly, run: takeLate },
  {
    name: 'ingest late',
    prepare: invoiced,
    run: async (billing) => {
      const { counts } = await billing.events.ingest([{ ...events[0], id: 'late' }])
      return counts.accepted + counts.duplicate
    },
    countsRepeats: ['event_census'],
  },
  { name: 'seal due', prepare: usedDaily, run: (billing) => billing.windows.sealDue().then(({ held }) => ({ held })), countsRepeats: ['windowing'] },
  { name: 'settle by webhook', prepare: paying, run: settled },
  { name: 'refund', prepare: refundApproved, run: async (billing) => billing.refunds.send({ key: 'x1', refund: await askedFor(billing) }) },
  { name: 'deliver', prepare: invoiced, run: (billing) => billing.outbox.deliver({ consumer: 'crm', receive: () => Promise.resolve() }).then(({ stuck }) => ({ stuck })) },
  { name: 'cancel', prepare: invoiced, run: async (billing) => billing.corrections.cancel({ key: 'c', invoice: (await issue(billing)).id, reason: 'not ordered' }) },
  { name: 'bill a month', prepare: used, run: billedMonth },
  { name: 'accrue', prepare: used, run: accrued },
  { name: 'change plan', prepare: used, run: (billing) => billing.subscriptions.change({ key: 'c', subscription: 'acme', plan: 'basic', at: '2026-12-01' }) },
  { name: 'post a hold', prepare: used, run: heldAndPosted },
  { name: 'use a quota', prepare: used, run: reservedAndUsed },
  { name: 'sell credit', prepare: subscribe, run: (billing) => billing.credits.sell({ key: 's', account: 'acme', provider: 'bank', payment: 'c1', amount: { amount: '10', currency: 'EUR' } }) },
  {
    name: 'credit a line',
    prepare: invoiced,
    run: async (billing) => {
      const { id, lines } = await issue(billing)
      return billing.corrections.credit({ key: 'c', invoice: id, lines: [{ line: lines[0]?.id ?? '', amount: '1' }], reason: 'goodwill' })
    },
  },
  { name: 'write off', prepare: invoiced, run: async (billing) => billing.ledger.writeOff({ key: 'w', document: (await issue(billing)).id, reason: 'insolvency' }) },
]
