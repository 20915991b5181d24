import { describe, expect, it } from 'vitest'
import { failureTextOf } from '../../test/failure-text-of.js'
import { addDisputeFact } from './add-dispute-fact.js'
import type { SettlementPart } from '../../book/postings/settlement-part.js'
import { addEvidence } from './add-evidence.js'
import { contestedParts } from './contested-parts.js'
import type { Dispute, DisputeFact, DisputeStatus } from './dispute.js'
import { disputeState } from './dispute-state.js'
import { disputeTransactions } from './dispute-transactions.js'
import { openDispute, type OpenDispute } from './open-dispute.js'

const at = (hour: number) => `2026-11-02T${String(hour).padStart(2, '0')}:00:00.000000Z`
const eur = (amount: `${number}`) => ({ amount, currency: 'EUR' })
const asked: OpenDispute = {
  id: 'd1', tenant: 'default', account: 'acme', provider: 'stripe', providerDispute: 'dp_1', payment: 'p1', amount: eur('15'), openedAt: at(0), taken: 'withheld',
  parts: [{ to: 'document', account: 'acme', item: 'inv-1', amount: eur('15') }], reason: 'fraudulent', correlation: 'c',
}
const dispute = openDispute(asked)
const fact = (kind: DisputeStatus, hour: number, about: Partial<DisputeFact> = {}): DisputeFact => ({ id: `${kind}/${hour}`, kind, at: at(hour), ...about })
const after = (...facts: readonly DisputeFact[]): Dispute => facts.reduce(addDisputeFact, dispute)

describe('openDispute', () => {
  it.each<readonly [string, Partial<OpenDispute>, string]>([
    ['nothing', { amount: eur('0') }, 'dispute.invalid amount'],
    ['parts that are not the amount', { amount: eur('14') }, 'ledger.amount_invalid parts'],
    ['no payment', { payment: '' }, 'text.empty payment'],
  ])('refuses %s', (_, about, code) => {
    expect(failureTextOf(() => openDispute({ ...asked, ...about }))).toBe(code)
  })
})

describe('disputeState', () => {
  it.each<readonly [string, readonly DisputeFact[], ReturnType<typeof disputeState>]>([
    ['opened at first', [], { status: 'opened' }],
    ['waiting for evidence', [fact('evidence_due', 2, { dueAt: at(20) }), fact('needs_response', 1, { dueAt: at(10) })], { status: 'evidence_due', dueAt: at(20) }],
    ['submitted', [fact('needs_response', 1), fact('evidence_submitted', 2)], { status: 'evidence_submitted' }],
    ['won', [fact('won', 3), fact('opened', 1)], { status: 'won', outcome: 'won' }],
    ['lost', [fact('lost', 3)], { status: 'lost', outcome: 'lost' }],
    ['lost by the later verdict', [fact('won', 3), fact('lost', 4)], { status: 'lost', outcome: 'lost' }],
    ['won by the later verdict', [fact('won', 4), fact('lost', 3)], { status: 'won', outcome: 'won' }],
    ['closed, and remembers how', [fact('closed', 5), fact('lost', 4)], { status: 'closed', outcome: 'lost' }],
    ['closed without a verdict', [fact('closed', 5)], { status: 'closed' }],
  ])('is %s', (_, facts, state) => {
    expect(disputeState(after(...facts))).toEqual(state)
  })
})

describe('addDisputeFact and addEvidence', () => {
  const piece = { id: 'v1', kind: 'invoice', text: 'Invoice INV-000001', addedAt: at(2), actor: 'ops' }

  it('count once', () => {
    const lost = after(fact('lost', 3))
    expect(addDisputeFact(lost, fact('lost', 3))).toBe(lost)
    expect(failureTextOf(() => addDisputeFact(lost, fact('won', 3, { id: 'lost/3' })))).toBe('dispute.conflict id')
    const shown = addEvidence(dispute, piece)
    expect(shown.evidence).toEqual([piece])
    expect(addEvidence(shown, piece)).toBe(shown)
    expect(failureTextOf(() => addEvidence(shown, { ...piece, text: 'another' }))).toBe('dispute.conflict id')
    expect(addEvidence(shown, { ...piece, id: 'v0', addedAt: at(1), contentHash: 'a'.repeat(64) }).evidence.map(({ id }) => id)).toEqual(['v0', 'v1'])
  })

  it('keep to the last date, included, and to the verdict', () => {
    const due = after(fact('evidence_due', 1, { dueAt: at(2) }))
    expect(addEvidence(due, piece).evidence).toHaveLength(1)
    expect(failureTextOf(() => addEvidence(due, { ...piece, addedAt: at(3) }))).toBe('dispute.over addedAt')
    expect(failureTextOf(() => addEvidence(after(fact('won', 3)), piece))).toBe('dispute.over addedAt')
    const many = { ...dispute, evidence: Array.from({ length: 1000 }, (_, index) => ({ ...piece, id: String(index) })) }
    expect(failureTextOf(() => addEvidence(many, piece))).toBe('dispute.invalid evidence')
  })
})

describe('contestedParts', () => {
  const [document, unapplied] = [{ to: 'document', account: 'acme', item: 'inv-1', amount: eur('15') }, { to: 'unapplied', account: 'acme', item: 'p1', amount: eur('5') }] as const
  const about = { account: 'acme', payment: 'p1', parts: [document, unapplied] }
  const amounts = (parts: readonly SettlementPart[]) => parts.map(({ to, amount }) => `${to} ${amount.amount}`)

  it.each<readonly [string, `${number}`, `${number}` | undefined, readonly string[]]>([
    ['less than is left', '12', '30', ['unapplied 5', 'document 7']],
    ['all that is left', '20', '30', ['unapplied 5', 'document 15']],
    ['more: what was sent back, a second time', '45', '30', ['unapplied 30', 'document 15']],
    ['all of both', '50', '30', ['unapplied 35', 'document 15']],
  ])('of %s', (_, amount, sentBack, expected) => {
    const parts = contestedParts({ ...about, amount: eur(amount), sentBack: sentBack && eur(sentBack) })
    expect(amounts(parts)).toEqual(expected)
    expect(openDispute({ ...asked, amount: eur(amount), parts }).parts).toEqual(parts)
  })

  it('are all sent back, where nothing is left', () => {
    expect(amounts(contestedParts({ ...about, parts: [], amount: eur('30'), sentBack: eur('30') }))).toEqual(['unapplied 30'])
  })

  it.each<readonly [string, `${number}`, `${number}` | undefined]>([
    ['what is left, with nothing sent back', '20.01', undefined],
    ['what is left and was sent back', '50.01', '30'],
  ])('are not more than %s', (_, amount, sentBack) => {
    expect(failureTextOf(() => contestedParts({ ...about, amount: eur(amount), sentBack: sentBack && eur(sentBack) }))).toBe('payment.allocation_invalid amount')
  })
})

describe('disputeTransactions', () => {
  const kinds = (one: Dispute) => disputeTransactions(one).map(({ kind }) => kind)

  it.each<readonly [string, readonly DisputeFact[], readonly string[], readonly string[]]>([
    ['without a verdict', [fact('needs_response', 1)], ['dispute_opened'], ['chargeback']],
    ['won', [fact('won', 3)], ['dispute_opened', 'dispute_won'], ['chargeback', 'chargeback_reversed']],
    ['lost', [fact('lost', 3)], ['dispute_opened', 'dispute_lost'], ['chargeback']],
    ['won, then lost', [fact('won', 3), fact('lost', 4)], ['dispute_opened', 'dispute_won', 'dispute_opened', 'dispute_lost'], ['chargeback', 'chargeback_reversed', 'chargeback']],
    ['lost, then won', [fact('lost', 3), fact('won', 4)], ['dispute_opened', 'dispute_lost', 'chargeback_reversed', 'dispute_won'], ['chargeback', 'chargeback_reversed']],
    ['won twice over', [fact('won', 3), fact('won', 4)], ['dispute_opened', 'dispute_won'], ['chargeback', 'chargeback_reversed']],
  ])('of one that is %s', (_, facts, withheld, chargedBack) => {
    expect(kinds(after(...facts))).toEqual(withheld)
    expect(kinds({ ...after(...facts), taken: 'charged_back' })).toEqual(chargedBack)
  })
})
