import type { Storage } from '@farthing/ports'
import { perUnit } from '@farthing/pricing'
import { beforeAll, describe, expect, it } from 'vitest'
import { operationTable } from '../operations/operation-table.js'
import { eur, paidBilling } from '../test/paid-billing.js'
import { call, failureIn, tokens, wrapped } from '../test/sample-billing.js'

type World = Awaited<ReturnType<typeof world>>
type Input = { readonly [name: string]: unknown }

/** A command with what it needs first, and its arguments beside the key. The key is the operation. */
type Row = readonly [operation: string, input: (world: World) => Input | Promise<Input>]

const cause = (text: string) => ({ kind: 'subscription_fact', reference: 'acme', text })

/** An invoice of `acme` for October, and what `beta` used in October and November; a dispute that was lost. */
async function world() {
  const paid = await paidBilling()
  const { billing, mock, collect, invoice } = paid
  await billing.events.ingest([1, 2, 3].map((day) => call(`o${day}`, { subject: 'beta', time: `2026-10-0${day}T00:00:00Z` })))
  await billing.events.ingest([...Array(200).keys()].map((index) => call(`n${index}`, { subject: 'beta', time: '2026-11-01T12:00:00Z' })))
  const contest = async () => {
    await billing.payments.start({ key: 'session', account: 'acme', provider: 'mock', returnUrl: 'https://host.example' })
    const name = mock.contest(mock.pay('cs_1'), { amount: eur('20'), taken: 'withheld' })
    await collect()
    const [dispute] = (await billing.disputes.list()).items
    return { name, id: dispute?.id ?? '' }
  }
  const dispute = await contest()
  const results = new Map<string, unknown>()
  /** Id in the result of a command that came before. */
  const idOf = (operation: string): string => (results.get(operation) as { readonly id: string }).id
  return { ...paid, invoice, dispute, results, idOf }
}

const beta = { subscription: 'beta' }

const rows: readonly Row[] = [
  ['accounts.put', () => ({ account: { id: 'beta', kind: 'customer', currency: 'EUR', zone: 'UTC' } })],
  ['subscriptions.start', () => ({ id: 'beta', account: 'beta', plan: 'calls', from: '2026-10-01' })],
  ['subscriptions.addOn', () => ({ ...beta, plan: 'pro', at: '2026-12-01' })],
  ['subscriptions.override', () => ({ ...beta, component: 'calls', price: perUnit('calls', '0.02').price, at: '2026-12-01' })],
  ['subscriptions.change', () => ({ ...beta, plan: 'pro', at: '2027-01-01' })],
  ['subscriptions.withdraw', () => ({ ...beta, change: 'subscriptions.change' })],
  ['subscriptions.pause', () => ({ ...beta, at: '2027-02-01' })],
  ['subscriptions.resume', () => ({ ...beta, at: '2027-03-01' })],
  ['subscriptions.cancel', () => ({ ...beta, at: '2027-06-01' })],
  ['quotas.configure', () => ({ account: 'acme', feature: 'tokens', includedQuantity: '5000000' })],
  ['quotas.reserve', () => ({ account: 'acme', feature: 'tokens', quantity: '10', expiresAt: '2026-11-03T00:00:00Z' })],
  ['quotas.commit', ({ idOf }) => ({ reservation: idOf('quotas.reserve') })],
  ['quotas.release', async ({ billing }) => ({ reservation: (await billing.quotas.reserve({ key: 'other', account: 'acme', feature: 'tokens', quantity: '10', expiresAt: '2026-11-03T00:00:00Z' })).id })],
  ['credits.grant', () => ({ account: 'acme', kind: 'paid', currency: 'EUR', amount: '100' })],
  ['credits.sell', () => ({ account: 'beta', provider: 'bank', payment: 'c-1', amount: eur('10') })],
  ['credits.void', () => ({ grant: 'credits.sell' })],
  ['credits.expire', () => ({})],
  ['holds.place', () => ({ account: 'acme', amount: eur('10'), expiresAt: '2026-11-03T00:00:00Z' })],
  ['holds.post', () => ({ hold: 'holds.place', reason: 'image' })],
  ['holds.void', async ({ billing }) => ({ hold: (await billing.holds.place({ key: 'other', account: 'acme', amount: eur('10'), expiresAt: '2026-11-03T00:00:00Z' })).id })],
  ['adjustments.record', () => ({ account: 'beta', kind: 'amount', label: 'Set-up', currency: 'EUR', amount: '20', reason: 'agreed', effectiveAt: '2026-10-01T00:00:00Z', needsApproval: true, actor: 'ann' })],
  ['adjustments.approve', () => ({ adjustment: 'adjustments.record', actor: 'bob' })],
  ['adjustments.withdraw', () => ({ adjustment: 'adjustments.record' })],
  ['adjustments.override', async ({ billing }) => ({ account: 'beta', period: '2026-10', line: (await billing.invoices.preview({ account: 'beta', period: '2026-10' })).lines[0]?.id, amount: '1', reason: 'agreed' })],
  ['rating.run', () => ({ account: 'beta', period: '2026-10' })],
  ['accruals.accrue', ({ idOf }) => ({ run: idOf('rating.run') })],
  ['runs.start', () => ({ period: '2026-10', mode: 'preview' })],
  ['invoices.issueProgress', () => ({ account: 'beta', period: '2026-11' })],
  ['invoices.issue', () => ({ account: 'beta', period: '2026-10' })],
  ['invoices.issueOneOff', async ({ billing }) => {
    await billing.adjustments.record({ key: 'visit', account: 'beta', kind: 'amount', label: 'Visit', currency: 'EUR', amount: '20', reason: 'agreed' })
    return { account: 'beta', adjustments: ['visit'] }
  }],
  ['invoices.recordDelivery', ({ idOf }) => ({ invoice: idOf('invoices.issue'), kind: 'accounting', provider: 'books', state: 'delivered', id: 'd-1' })],
  ['invoices.transition', ({ idOf }) => ({ invoice: idOf('invoices.issueOneOff'), cause: 'void', reason: 'of a test' })],
  ['events.writeOff', async ({ billing }) => {
    await billing.events.ingest([tokens('late', '5000')])
    return { account: 'acme', period: '2026-10', reason: 'too little to bill' }
  }],
  ['corrections.correct', ({ invoice }) => ({ invoice: invoice.id, causes: [cause('a look')] })],
  ['corrections.propose', ({ invoice }) => ({ invoice: invoice.id, causes: [cause('another look')] })],
  ['corrections.approve', ({ idOf }) => ({ proposal: idOf('corrections.propose'), actor: 'bob' })],
  ['corrections.apply', ({ idOf }) => ({ proposal: idOf('corrections.propose') })],
  ['corrections.reject', async ({ billing, invoice }) => ({ proposal: (await billing.corrections.propose({ key: 'other', invoice: invoice.id, causes: [cause('a third look') as never] })).id, reason: 'no' })],
  ['corrections.dryRun', () => ({ from: '2026-10-01T00:00:00Z', causes: [cause('all of them')], reason: 'before the fix' })],
  ['shadow.dryRun', () => ({ from: '2026-10-01', to: '2026-11-01', candidate: { versions: [] }, reason: 'next year' })],
  ['corrections.rewind', () => ({ from: '2026-10-01T00:00:00Z', causes: [cause('all of them')] })],
  ['corrections.credit', ({ invoice }) => ({ invoice: invoice.id, lines: [{ line: invoice.lines[0]?.id, amount: '1' }], reason: 'goodwill' })],
  ['corrections.cancel', ({ idOf }) => ({ invoice: idOf('invoices.issue'), reason: 'wrong account' })],
  ['ledger.adjust', () => ({ account: 'beta', amount: eur('3'), reason: 'a fee' })],
  ['ledger.writeOff', ({ idOf }) => ({ document: idOf('invoices.issueProgress'), amount: eur('0.5'), reason: 'too little' })],
  ['ledger.reverse', ({ idOf }) => ({ transaction: idOf('ledger.adjust') })],
  ['ledger.close', () => ({ period: '2026-09' })],
  ['payments.start', ({ idOf }) => ({ account: 'beta', provider: 'mock', documents: [idOf('invoices.issueProgress')], returnUrl: 'https://host.example' })],
  ['payments.receive', () => ({ account: 'acme', provider: 'bank', payment: 'wire', amount: eur('100') })],
  ['payments.apply', async ({ billing }) => {
    const { id } = await billing.holds.place({ key: 'charged', account: 'acme', amount: eur('5'), expiresAt: '2026-11-03T00:00:00Z' })
    await billing.holds.post({ key: 'charge', hold: id, reason: 'image' })
    return { provider: 'bank', payment: 'wire' }
  }],
  ['payments.linkCustomer', () => ({ account: 'acme', provider: 'mock' })],
  ['payments.repairCustomer', () => ({ account: 'acme', provider: 'mock', customer: 'cus_9', reason: 'merged there' })],
  ['refunds.request', () => ({ provider: 'bank', payment: 'wire', amount: eur('5'), reason: 'asked for', policy: 'goodwill', actor: 'ann' })],
  ['refunds.approve', ({ idOf }) => ({ refund: idOf('refunds.request'), actor: 'bob' })],
  ['refunds.send', ({ idOf }) => ({ refund: idOf('refunds.request'), providerRefund: 'r-1' })],
  ['refunds.reject', async ({ billing }) => ({ refund: (await billing.refunds.request({ key: 'other', provider: 'bank', payment: 'wire', amount: eur('1'), reason: 'asked for', policy: 'goodwill', actor: 'ann' })).id, reason: 'no', actor: 'bob' })],
  ['disputes.addEvidence', ({ dispute }) => ({ dispute: dispute.id, kind: 'usage', text: '400,000 tokens' })],
  ['disputes.submit', ({ dispute }) => ({ dispute: dispute.id })],
  ['disputes.close', async ({ dispute, mock, collect }) => {
    mock.decide(dispute.name, 'lost')
    await collect()
    return { dispute: dispute.id }
  }],
  ['budgets.put', () => ({ budget: 'b', account: 'acme', amount: '100' })],
  ['budgets.keepDecision', () => ({ account: 'acme', amount: eur('5') })],
  ['budgets.end', () => ({ budget: 'b' })],
  ['prepaid.put', () => ({ account: 'acme', currency: 'EUR', lowBalance: '20' })],
  ['prepaid.end', () => ({ account: 'acme', currency: 'EUR' })],
  ['restrictions.place', () => ({ account: 'acme', scope: 'new_usage', text: 'Please call us.' })],
  ['restrictions.override', () => ({ account: 'acme', reason: 'a transfer is on its way', expiresAt: '2026-11-12T00:00:00Z' })],
  ['restrictions.revoke', ({ idOf }) => ({ override: idOf('restrictions.override'), reason: 'it came' })],
  ['restrictions.lift', ({ idOf }) => ({ restriction: idOf('restrictions.place'), reason: 'they called' })],
  ['steps.once', () => ({ step: 'usage.aggregate', args: [{ account: 'acme' }] })],
  ['retention.review', () => ({ account: 'acme', period: { from: '2026-09-30T22:00:00Z', to: '2026-10-31T23:00:00Z' }, review: 'audit', reason: 'year closed' })],
  ['retention.placeHold', () => ({ hold: 'case 7', account: 'acme', reason: 'lawsuit' })],
  ['retention.liftHold', () => ({ hold: 'case 7', reason: 'settled' })],
]

/** Commands that need what only their own folder sets up, and are repeated there. */
const elsewhere = ['delinquency.retryNotice', 'deliveries.pause', 'deliveries.resume', 'deliveries.retry', 'deliveries.skip', 'payments.resolve', 'prepaid.report', 'retention.compact', 'retention.erase', 'retention.release', 'runs.clear', 'runs.release', 'runs.retry']

/** What they only look at is kept nowhere; what they do is written by commands of their own, or there is nothing to do here. */
const writesElsewhere = ['corrections.dryRun', 'shadow.dryRun', 'corrections.rewind', 'credits.expire', 'steps.once']

const operations = rows.map(([operation]) => operation)

/** Storage of a process that dies while it records a command. */
const dying = (storage: Storage): Storage => wrapped(storage, (stores) => ({ ...stores, commands: { ...stores.commands, put: () => Promise.reject(new Error('the process ends here')) } }))

function run(billing: object, operation: string, input: Input): Promise<unknown> {
  const [area = '', name = ''] = operation.split('.')
  const part = Reflect.get(billing, area) as object
  return Reflect.apply(Reflect.get(part, name) as (input: Input) => Promise<unknown>, part, [input])
}

interface Seen {
  readonly died: unknown
  readonly first: unknown
  readonly repeated: unknown
  readonly otherPayload: unknown
  /** Under the name of the operation: by that one asks the audit for it. */
  readonly audited: readonly unknown[]
  /** How many records it wrote, as its own record says. */
  readonly changeCount: number
}

const seen = new Map<string, Seen | { readonly broken: unknown }>()

beforeAll(async () => {
  const all = await world()
  const { storage, again, results } = all
  for (const [operation, inputOf] of rows) {
    try {
      const input = { key: operation, correlation: 'first', ...(await inputOf(all)) }
      const died = await run(again({ through: dying(storage) }), operation, input).catch((error: unknown) => (error as Error).message)
      const first = await run(all.billing, operation, input)
      results.set(operation, first)
      const repeated = await run(again(), operation, { ...input, correlation: 'second' })
      const otherPayload = (await failureIn(() => run(again(), operation, { ...input, reason: 'another one' })))?.code
      const records = (await storage.transaction('default', ({ commands }) => commands.list({}, { limit: 1000 }))).items.filter(({ key }) => key === operation)
      const audited = records.map(({ kind, correlation }) => `${kind}, ${correlation}`)
      const [{ changeCount = 0 } = {}] = records
      seen.set(operation, { died, first, repeated, otherPayload, audited, changeCount })
    } catch (broken) {
      seen.set(operation, { broken })
    }
  }
})

describe('every command', () => {
  it('is in the table here, or is named as repeated elsewhere', () => {
    const commands = Object.entries(operationTable).flatMap(([area, operations]) => Object.entries(operations).flatMap(([name, { kind }]) => (kind === 'command' ? [`${area}.${name}`] : [])))
    expect([...operations, ...elsewhere].sort()).toEqual(commands.sort())
  })

  it.each(operations)('%s keeps nothing of a process that dies, is done, and gives the recorded result when it is repeated', (operation) => {
    const outcome = seen.get(operation)
    expect(outcome).not.toHaveProperty('broken')
    expect(outcome).toMatchObject({ died: 'the process ends here', otherPayload: 'command.conflict', audited: [`${operation}, first`] })
    const { first, repeated } = outcome as Seen
    expect(first).toBeDefined()
    expect(repeated).toEqual(first)
    expect((outcome as Seen).changeCount > 0, 'whether its record names what it wrote').toBe(!writesElsewhere.includes(operation))
  })
})
