import { canonicalJson, type Json } from '@farthing/core'
import { count, createBilling, defineCatalog, flat, graduated, isFarthingError, perUnit, plan, sum, type Billing, type Storage } from '../src/index.js'
import * as fc from 'fast-check'

/** One thing that a host does, as plain data: the same life can be lived on several storages. */
export type Step =
  | { readonly does: 'wait'; readonly days: number }
  | { readonly does: 'ingest'; readonly events: readonly { readonly id: number; readonly revision: number; readonly day: number; readonly amount: number | null }[] }
  | { readonly does: 'issue' | 'preview'; readonly account: string; readonly period: string }
  | { readonly does: 'pay' | 'refund'; readonly payment: number; readonly amount: number }
  | { readonly does: 'grant'; readonly account: string; readonly amount: number; readonly kind: 'paid' | 'promotional' }
  | { readonly does: 'cancel' | 'writeOff' | 'void'; readonly invoice: number }
  | { readonly does: 'sealDue' | 'takeLate' | 'tellLate' | 'aggregate' | 'sealBook' | 'repeat' }

const accounts = ['acme', 'beta']
const account = fc.constantFrom(...accounts)
const event = fc.record({ id: fc.nat({ max: 7 }), revision: fc.nat({ max: 1 }), day: fc.integer({ min: 1, max: 40 }), amount: fc.option(fc.nat({ max: 3_000 }), { freq: 8 }) })

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ does: fc.constant('ingest' as const), events: fc.array(event, { minLength: 1, maxLength: 6 }) }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 25 }) }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constantFrom('issue' as const, 'issue' as const, 'preview' as const), account, period: fc.constantFrom('2026-10', '2026-11') }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constantFrom('pay' as const, 'refund' as const), payment: fc.nat({ max: 2 }), amount: fc.integer({ min: 1, max: 60 }) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('grant' as const), account, amount: fc.integer({ min: 1, max: 30 }), kind: fc.constantFrom('paid' as const, 'promotional' as const) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constantFrom('cancel' as const, 'writeOff' as const, 'void' as const), invoice: fc.nat({ max: 1 }) }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constantFrom('sealDue' as const, 'takeLate' as const, 'tellLate' as const, 'aggregate' as const, 'sealBook' as const, 'repeat' as const) }) },
)

/** Lives of a billing tenant, each up to 16 steps behind a beginning that has something to bill. */
export const life: fc.Arbitrary<readonly Step[]> = fc
  .array(step, { minLength: 4, maxLength: 14 })
  .map((steps): readonly Step[] => [{ does: 'ingest', events: [{ id: 0, revision: 0, day: 3, amount: 2_500 }] }, { does: 'wait', days: 18 }, ...steps])

const catalog = defineCatalog({
  meters: { tokens: sum({ event: 'llm.tokens', value: 'count', by: ['model'] }), calls: count({ event: 'llm.tokens' }) },
  plans: {
    pro: plan({ currency: 'EUR', every: 'month' }, { base: flat('20'), tokens: graduated('tokens', [{ upTo: '1000', unit: '0' }, { unit: '0.005' }]) }),
    calls: plan({ currency: 'EUR', every: 'month' }, { calls: perUnit('calls', '1.25') }),
  },
})

/** Canonical JSON. Records say the same in whatever order a storage gives their fields. */
function comparable(value: unknown): string {
  return canonicalJson(value === undefined ? 'nothing' : (JSON.parse(JSON.stringify(value)) as Json))
}

/**
 * Texts without what is different between two storages and says nothing: the token of a cut, and hashes over evidence that names it. Hashes become the number
 * of their first appearance, so that what refers to the same thing still does.
 */
function withoutTokens(texts: readonly string[]): readonly string[] {
  const numbers = new Map<string, string>()
  const numberOf = (hash: string): string => {
    const known = numbers.get(hash) ?? `#${numbers.size + 1}`
    numbers.set(hash, known)
    return known
  }
  return texts.map((text) => text.replaceAll(/"cut":"[^"]*"/g, '"cut":"…"').replaceAll(/[0-9a-f]{64}/g, numberOf))
}

async function outcomeOf(call: Promise<unknown>): Promise<string> {
  try {
    return comparable(await call)
  } catch (error) {
    if (!isFarthingError(error)) throw error
    return comparable({ refused: error.code, field: error.toJSON().field, facts: error.toJSON().facts })
  }
}

/** Runs a step under the key of its place: twice the same place is the same command. */
function perform(billing: Billing, step: Step, place: number): Promise<unknown> {
  const key = `k${place}`
  const eur = (amount: number) => ({ amount: `${amount}`, currency: 'EUR' }) as const
  const invoiceAt = async (index: number) => (await billing.invoices.list()).items[index]?.id ?? 'none'
  switch (step.does) {
    case 'ingest':
      return billing.events.ingest(
        step.events.map(({ id, revision, day, amount }) => ({
          id: `e${id}`, source: 'api', type: 'llm.tokens', subject: accounts[id % 2], time: new Date(Date.UTC(2026, 9, day, 12)).toISOString(), revision,
          data: amount === null ? null : { count: `${amount}`, model: id > 3 ? 'large' : 'small' },
        })),
        { receipts: true },
      )
    case 'issue':
      return billing.invoices.issue({ key, account: step.account, period: step.period })
    case 'preview':
      return billing.invoices.preview({ account: step.account, period: step.period })
    case 'pay':
      return billing.payments.receive({ key, account: 'acme', provider: 'bank', payment: `p${step.payment}`, amount: eur(step.amount) })
    case 'refund':
      return billing.refunds.request({ key, provider: 'bank', payment: `p${step.payment}`, amount: eur(step.amount), reason: 'goodwill', policy: 'none', mode: 'account_credit' })
        .then(({ id }) => billing.refunds.approve({ key, refund: id }))
        .then(({ id }) => billing.refunds.send({ key, refund: id }))
    case 'grant':
      return billing.credits.grant({ key, account: step.account, currency: 'EUR', kind: step.kind, amount: `${step.amount}`, effectiveAt: '2026-10-01T00:00:00Z' })
    case 'cancel':
      return invoiceAt(step.invoice).then((invoice) => billing.corrections.cancel({ key, invoice, reason: 'not ordered' }))
    case 'writeOff':
      return invoiceAt(step.invoice).then((document) => billing.ledger.writeOff({ key, document, reason: 'insolvency' }))
    case 'void':
      return invoiceAt(step.invoice).then((invoice) => billing.invoices.transition({ key, invoice, cause: 'void', reason: 'by mistake' }))
    case 'sealDue':
      return billing.windows.sealDue()
    case 'takeLate':
      return billing.corrections.takeLate()
    case 'tellLate':
      return billing.events.tellLate({ period: '2026-10' })
    case 'aggregate':
      return billing.usage.aggregate({ period: '2026-10' })
    case 'sealBook':
      return billing.ledger.seal()
    case 'wait':
    case 'repeat':
      return Promise.resolve()
  }
}

/** All that can be seen of a tenant at the end. */
async function visible(billing: Billing) {
  const invoices = (await billing.invoices.list()).items
  const of = async <T>(look: (id: string) => Promise<T>) => {
    const seen: T[] = []
    for (const { id } of invoices) seen.push(await look(id))
    return seen
  }
  return {
    invoices,
    statuses: await of((id) => billing.invoices.status(id)),
    corrections: await of((id) => billing.corrections.ofInvoice(id)),
    book: (await billing.ledger.list()).items,
    balances: [await billing.ledger.balances('acme'), await billing.ledger.balances('beta')],
    open: [await billing.ledger.openItems('acme'), await billing.ledger.openItems('beta')],
    grants: (await billing.credits.list()).items,
    movements: (await billing.credits.movements()).items,
    refunds: (await billing.refunds.list()).items,
    messages: [await billing.outbox.read('acme', { limit: 1_000 }), await billing.outbox.read('beta', { limit: 1_000 })],
    census: await billing.events.census(),
    late: JSON.parse(await outcomeOf(billing.events.late({ period: '2026-10' }))) as unknown,
    summaries: (await billing.usage.summaries()).items,
    watermarks: await billing.windows.list(),
  }
}

/** What a life gave: what each step answered or was refused with, and what can be seen at the end. */
export interface Lived {
  readonly outcomes: readonly string[]
  readonly end: unknown
  /** Of the invoices: what they say, and no token. */
  readonly contentHashes: readonly string[]
  readonly billing: Billing
}

export async function live(storage: Storage, tenant: string, steps: readonly Step[]): Promise<Lived> {
  let now = Date.UTC(2026, 9, 15)
  const clock = { now: () => new Date(now).toISOString().replace('Z', '000Z') }
  const billing = createBilling({ catalog, storage, tenant, clock, refundApproval: 'anybody', invoicing: { paymentTerms: { due: 'net', days: 14 } } })
  await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01', zone: 'Europe/Berlin' })
  await billing.subscriptions.start({ key: 'beta', account: 'beta', plan: 'calls', from: '2026-10-01', zone: 'UTC' })
  const outcomes: string[] = []
  for (const [place, step] of steps.entries()) {
    if (step.does === 'wait') now += step.days * 86_400_000
    const before = steps[place - 1]
    const again = step.does === 'repeat' && before !== undefined
    outcomes.push(`${step.does}: ${await outcomeOf(again ? perform(billing, before, place - 1) : perform(billing, step, place))}`)
  }
  const seen = await visible(billing)
  const told = withoutTokens([...outcomes, comparable(seen)])
  return { outcomes: told.slice(0, -1), end: JSON.parse(told.at(-1) ?? ''), contentHashes: seen.invoices.map(({ contentHash }) => contentHash), billing }
}
