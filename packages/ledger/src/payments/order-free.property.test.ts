import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { balanceOf } from '../book/balances/balance-of.js'
import type { LedgerTransaction } from '../book/ledger-transaction.js'
import { assertBookBalanced } from '../testing/book-laws.js'
import { addDisputeFact } from './disputes/add-dispute-fact.js'
import type { DisputeFact } from './disputes/dispute.js'
import { disputeState } from './disputes/dispute-state.js'
import { disputeTransactions } from './disputes/dispute-transactions.js'
import { openDispute } from './disputes/open-dispute.js'
import { addPaymentFact } from './sessions/add-payment-fact.js'
import type { PaymentFact } from './sessions/payment-session.js'
import { sessionState } from './sessions/session-state.js'
import { startSession } from './sessions/start-session.js'

const at = (minute: number) => `2026-11-02T01:${String(minute).padStart(2, '0')}:00.000000Z`
const minutes = fc.integer({ min: 0, max: 59 })
const eur = (amount: `${number}`) => ({ amount, currency: 'EUR' })
const repeated = <T>(facts: readonly T[]) => fc.shuffledSubarray([...facts, ...facts], { minLength: facts.length * 2, maxLength: facts.length * 2 })

const paymentFacts = fc.array(fc.tuple(fc.constantFrom('authorised', 'settled', 'failed', 'expired'), minutes, fc.integer({ min: 1, max: 3 })), { maxLength: 6 }).map((drawn) =>
  drawn.map(([kind, minute, payment], index): PaymentFact => ({ id: `e${index}`, kind, at: at(minute), ...(kind === 'settled' && { payment: `p${payment}`, amount: eur(`${payment}`) }) })),
)

const session = startSession({
  id: 's', tenant: 'default', account: 'acme', provider: 'stripe', purpose: 'checkout', amount: eur('5'), documents: [], idempotencyKey: 's', correlation: 's', initiatedAt: at(0), expiresAt: at(30),
})

describe('a session', () => {
  it('is the same whatever order its facts come in, and however often', () => {
    fc.assert(
      fc.property(paymentFacts.chain((facts) => fc.tuple(fc.constant(facts), repeated(facts))), ([facts, delivered]) => {
        const once = facts.reduce(addPaymentFact, session)
        const shuffled = delivered.reduce(addPaymentFact, session)
        expect(shuffled).toEqual(once)
        const payments = new Set(facts.flatMap(({ payment = [] }) => payment))
        const { status, settlements } = sessionState(shuffled, at(59))
        expect(new Set(settlements.map(({ payment }) => payment))).toEqual(payments)
        expect(status === 'settled').toBe(payments.size > 0)
      }),
      { numRuns: 1000 },
    )
  })
})

const disputeFacts = fc.array(fc.tuple(fc.constantFrom('opened', 'needs_response', 'evidence_due', 'won', 'lost', 'closed'), minutes), { maxLength: 7 }).map((drawn) =>
  drawn.map(([kind, minute], index): DisputeFact => ({ id: `e${index}`, kind, at: at(minute) })),
)

describe('a dispute', () => {
  it('is the same in any order; what is missing of its postings is added, nothing is taken away, and the book says how it stands', () => {
    fc.assert(
      fc.property(disputeFacts.chain((facts) => fc.tuple(fc.constant(facts), repeated(facts))), fc.constantFrom('withheld', 'charged_back'), ([facts, delivered], taken) => {
        const parts = [{ to: 'document', account: 'acme', item: 'inv-1', amount: eur('5') }] as const
        const opened = openDispute({
          id: 'd', tenant: 'default', account: 'acme', provider: 'stripe', providerDispute: 'dp_1', payment: 'p1', amount: eur('5'), openedAt: at(0), taken, parts, reason: 'fraud', correlation: 'd',
        })
        const book = new Map<string, LedgerTransaction>()
        let dispute = opened
        for (const fact of delivered) {
          dispute = addDisputeFact(dispute, fact)
          for (const transaction of disputeTransactions(dispute)) if (!book.has(transaction.id)) book.set(transaction.id, transaction)
        }
        expect(dispute).toEqual(facts.reduce(addDisputeFact, opened))
        const expected = disputeTransactions(dispute)
        if (facts.length > 0) expect(new Set(book.keys())).toEqual(new Set(expected.map(({ id }) => id)))
        assertBookBalanced([...book.values()])
        const balance = (role: 'cash' | 'disputes') => balanceOf(expected, { role, routing: 'stripe' })[0]?.amountMinor ?? '0'
        const owed = balanceOf(expected, { role: 'receivable', account: 'acme' })[0]?.amountMinor ?? '0'
        const { outcome } = disputeState(dispute)
        const open = taken === 'withheld' ? ['-500', '500', '0'] : ['-500', '0', '500']
        const stands = outcome === undefined ? open : outcome === 'won' ? ['0', '0', '0'] : ['-500', '0', '500']
        expect([balance('cash'), balance('disputes'), owed]).toEqual(stands)
      }),
      { numRuns: 1000 },
    )
  })
})
