import * as fc from 'fast-check'
import { compareMoney, fromMinorUnits, isFarthingError, toMinorUnits, type Money } from '@farthing/core'
import { advanceRefund, balanceOf, disputeState, linkSession, reconcile, refundStatus, requestRefund, startSession, takeBackParts } from '@farthing/ledger'
import { assertBookBalanced } from '@farthing/ledger/testing'
import { describe, expect, it } from 'vitest'
import { currency, parties, paymentHost, totalOf, type PaymentHost } from '../test/payment-host.js'
import { mockPayments, type MockPayments } from './mock-payments.js'
import type { WebhookFault } from './webhook-queue.js'

/*
 * A host that keeps to the rules, and a world that does not: answers get lost, webhooks come late, twice and out of order, and payers, banks and
 * operators do what they like. When all has arrived, the book must say what happened.
 */

const noon = '2026-11-02T12:00:00.000000Z'
const evening = '2026-11-02T20:00:00.000000Z'
const cents = (count: number): Money => fromMinorUnits(String(count), currency)

interface World {
  readonly host: PaymentHost
  readonly mock: MockPayments
  /** What payers really paid, in cents, by payment. */
  readonly paid: Map<string, number>
}

/** What is done, with a choice among what there is and an amount. */
type Deed = (world: World, choice: number, count: number) => Promise<void> | void

const deeds: { readonly [name: string]: Deed } = {
  checkout: ({ host, mock }, choice, count) => openCheckout(host, mock, { lost: choice % 2 === 0, amount: cents(count) }),
  pay: ({ host, mock, paid }, choice, count) => {
    const session = pick(linkedSessions(host), choice)
    if (session !== undefined) paid.set(mock.pay(session, cents(count)), count)
  },
  fail: ({ host, mock }, choice) => {
    const session = pick(linkedSessions(host), choice)
    if (session !== undefined) mock.failPayment(session, 'card declined')
  },
  contest: async ({ host, mock }, choice) => {
    const payment = pick(bookedPayments(host), choice)
    const left = payment === undefined ? [] : host.remainingParts(payment)
    if (payment === undefined || left.length === 0) return
    mock.contest(payment, { amount: totalOf(left), taken: choice % 2 === 0 ? 'withheld' : 'charged_back' })
    // A refund that crosses a dispute on its way is refused by providers; here the host hears of the dispute first.
    await host.collect()
    await host.collect()
  },
  decide: ({ host, mock }, choice, count) => {
    const dispute = pick([...host.disputes.keys()], choice)
    if (dispute !== undefined) mock.decide(dispute, count % 2 === 0 ? 'won' : 'lost')
  },
  refund: ({ host, mock }, choice, count) => refundPart(host, mock, { choice, most: cents(count) }),
  settleRefund: async ({ host, mock }, choice) => {
    const refund = pick(openRefunds(host), choice)
    if (refund !== undefined) mock.settleRefund(refund)
    await host.collect()
  },
  failRefund: async ({ host, mock }, choice) => {
    const refund = pick(openRefunds(host), choice)
    if (refund !== undefined) mock.failRefund(refund, 'account closed')
    await host.collect()
  },
  collect: ({ host }) => host.collect(),
}

function pick<T>(things: readonly T[], choice: number): T | undefined {
  return things[choice % Math.max(things.length, 1)]
}

function linkedSessions({ sessions }: PaymentHost): readonly string[] {
  return [...sessions.values()].flatMap(({ providerSession = [] }) => providerSession)
}

function bookedPayments({ book }: PaymentHost): readonly string[] {
  return [...book.values()].flatMap(({ kind, reference }) => (kind === 'payment_received' ? [reference] : []))
}

/** By the provider's names, which count like ours. */
function openRefunds({ refunds }: PaymentHost): readonly string[] {
  return [...refunds.values()].flatMap((refund, index) => (refundStatus(refund) === 'approved' || refundStatus(refund) === 'sent' ? [`re_${index + 1}`] : []))
}

async function openCheckout({ sessions }: PaymentHost, mock: MockPayments, { lost, amount }: { readonly lost: boolean; readonly amount: Money }): Promise<void> {
  const id = `s${sessions.size}`
  const session = startSession({ ...parties, id, provider: 'mock', purpose: 'checkout', amount, documents: [], idempotencyKey: id, correlation: id, initiatedAt: noon, expiresAt: evening })
  sessions.set(id, session)
  const request = { ...parties, idempotencyKey: id, amount, returnUrl: 'https://host.example', expiresAt: evening }
  if (lost) mock.loseNextAnswer()
  const opened = await answerOf(() => mock.provider.openCheckout(request))
  const found = opened ?? (await mock.provider.findSession(id))
  if (found !== undefined) sessions.set(id, linkSession(session, { providerSession: found.session, url: found.url }))
}

async function refundPart(host: PaymentHost, mock: MockPayments, { choice, most }: { readonly choice: number; readonly most: Money }): Promise<void> {
  const payment = pick(bookedPayments(host), choice)
  const left = payment === undefined ? [] : host.remainingParts(payment)
  if (payment === undefined || left.length === 0) return
  const amount = compareMoney(most, totalOf(left)) < 0 ? most : totalOf(left)
  const id = `r${host.refunds.size}`
  const asked = requestRefund({
    ...parties, id, provider: 'mock', amount, parts: takeBackParts({ parts: left, amount }), mode: 'provider', reason: 'goodwill', policy: 'any', correlation: id, requestedAt: noon, requestedBy: 'ops',
    idempotencyKey: id, paid: { payment, amount: totalOf(left) }, refunds: [],
  })
  const approved = advanceRefund(asked, { status: 'approved', at: noon, actor: 'ops' })
  const request = { idempotencyKey: id, payment, amount }
  if (choice % 2 === 0) mock.loseNextAnswer()
  if ((await answerOf(() => mock.provider.sendRefund(request))) === undefined) await mock.provider.sendRefund(request)
  host.noteRefund(choice % 3 === 0 ? approved : advanceRefund(approved, { status: 'sent', at: noon, actor: 'ops' }))
}

async function answerOf<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call()
  } catch (error) {
    if (isFarthingError(error) && error.code === 'payment.provider_unavailable') return undefined
    throw error
  }
}

/** What should be at the provider: what was paid, without what was paid back and what is contested and not won. */
function cashExpected({ host, paid }: World): bigint {
  const refunded = [...host.refunds.values()].filter((refund) => refundStatus(refund) === 'settled')
  const gone = [...host.disputes.values()].filter((dispute) => disputeState(dispute).outcome !== 'won')
  const received = [...paid.values()].reduce((sum, count) => sum + count, 0)
  return BigInt(received) - BigInt(toMinorUnits(totalOf([...refunded, ...gone])))
}

const step = fc.tuple(fc.constantFrom(...Object.keys(deeds), 'pay', 'collect'), fc.nat(100), fc.integer({ min: 1, max: 9_000 }))
/** Starts with a payment, because most deeds need one. */
const history = fc.array(step, { maxLength: 16, size: 'max' }).map((steps) => [['checkout', 1, 5_000] as const, ['pay', 0, 5_000] as const, ...steps])
const faults = fc.array(fc.constantFrom<WebhookFault>('late', 'twice', 'reordered'), { maxLength: 8 })

describe('whatever the world does', () => {
  it('the book says what happened, and reconciliation finds nothing', async () => {
    const reached = new Set<string>()
    await fc.assert(
      fc.asyncProperty(history, faults, async (steps, planned) => {
        const mock = mockPayments({ clock: { now: () => noon }, faults: planned })
        const host = paymentHost(mock, noon)
        const world: World = { host, mock, paid: new Map() }
        for (const [name, choice, count] of steps) await deeds[name]?.(world, choice, count)
        for (let round = 0; round <= planned.length + 1; round += 1) await host.collect()
        const transactions = [...host.book.values()]
        for (const { kind } of transactions) reached.add(kind)
        assertBookBalanced(transactions)
        expect(balanceOf(transactions, { role: 'cash', routing: 'mock' })[0]?.amountMinor ?? '0').toBe(cashExpected(world).toString())
        const records = { sessions: [...host.sessions.values()], refunds: [...host.refunds.values()], disputes: [...host.disputes.values()] }
        const run = reconcile({ tenant: 'default', at: noon, usage: [], rated: [], charges: [], documents: [], transactions, ...records })
        expect(run.mismatches).toEqual([])
      }),
      { numRuns: 1000 },
    )
    // A test that never gets there proves nothing.
    const all = ['payment_received', 'refund_sent', 'refund_settled', 'refund_failed', 'dispute_opened', 'dispute_won', 'dispute_lost', 'chargeback', 'chargeback_reversed']
    expect([...reached].sort()).toEqual(expect.arrayContaining(all.sort()))
  })
})
