import { subtract } from '@farthing/core'
import { rate, type Charge } from '@farthing/pricing'
import { describe, expect, it } from 'vitest'
import { ledgerTransaction, type LedgerTransaction } from '../book/ledger-transaction.js'
import { postInvoice } from '../book/postings/post-invoice.js'
import { postAccrual } from '../book/postings/post-accrual.js'
import { postCorrection } from '../book/postings/post-correction.js'
import { postCreditBurn, postPrepayment } from '../book/postings/credit-postings.js'
import { postPayment } from '../book/postings/post-payment.js'
import { reverseAccruals } from '../book/postings/reverse-accruals.js'
import { reverseTransaction } from '../book/reverse-transaction.js'
import { creditInvoice } from '../corrections/credit-invoice.js'
import { checkGrant } from '../credits/check-grant.js'
import { advanceGrant, voidGrant } from '../credits/credit-journal.js'
import type { IssuedInvoice } from '../invoices/invoice.js'
import { addDisputeFact } from '../payments/disputes/add-dispute-fact.js'
import { disputeTransactions } from '../payments/disputes/dispute-transactions.js'
import { openDispute } from '../payments/disputes/open-dispute.js'
import { advanceRefund } from '../payments/refunds/advance-refund.js'
import { refundTransactions } from '../payments/refunds/refund-transactions.js'
import { requestRefund } from '../payments/refunds/request-refund.js'
import { addPaymentFact } from '../payments/sessions/add-payment-fact.js'
import { sessionState } from '../payments/sessions/session-state.js'
import { settlementTransaction } from '../payments/sessions/settlement-transaction.js'
import { startSession } from '../payments/sessions/start-session.js'
import { sampleEvidence } from '../test/sample-evidence.js'
import type { MismatchKind } from './mismatch.js'
import { reconcile, type ReconciliationInput } from './reconcile.js'

const at = (hour: number) => `2026-11-02T${String(hour).padStart(2, '0')}:00:00.000000Z`
const eur = (amount: `${number}`) => ({ amount, currency: 'EUR' })
const { invoice, ratings } = sampleEvidence()
const part = (amount: `${number}`) => ({ to: 'document', account: 'acme', item: invoice.id, amount: eur(amount) }) as const

const session = addPaymentFact(
  startSession({
    id: 's1', tenant: 'default', account: 'acme', provider: 'stripe', purpose: 'checkout', amount: eur('101.66'), documents: [invoice.id], idempotencyKey: 's1', correlation: 's1',
    initiatedAt: at(1), expiresAt: at(20),
  }),
  { id: 'e1', kind: 'settled', at: at(2), payment: 'p1', amount: eur('101.66') },
)
const [settlement] = sessionState(session, at(3)).settlements
if (settlement === undefined) throw new Error('it settled')
const paid = settlementTransaction({ session, settlement, parts: [part('101.66')] })
const refund = (['approved', 'sent', 'settled'] as const).reduce(
  (one, status) => advanceRefund(one, { status, at: at(4), actor: 'ops' }),
  requestRefund({
    id: 'r1', tenant: 'default', account: 'acme', provider: 'stripe', amount: eur('5'), parts: [part('5')], mode: 'provider', reason: 'x', policy: 'y', correlation: 'r1', requestedAt: at(3), requestedBy: 'ops',
    idempotencyKey: 'r1', paid: { payment: 'p1', amount: eur('101.66') }, refunds: [],
  }),
)
const dispute = addDisputeFact(
  openDispute({
    id: 'd1', tenant: 'default', account: 'acme', provider: 'stripe', providerDispute: 'dp_1', payment: 'p1', amount: eur('20'), openedAt: at(5), taken: 'withheld', parts: [part('20')], reason: 'z', correlation: 'd1',
  }),
  { id: 'e2', kind: 'lost', at: at(6) },
)
const posted = postInvoice(invoice)
if (posted === undefined) throw new Error('it is due')

const good: ReconciliationInput = {
  tenant: 'default',
  at: at(9),
  usage: ratings.flatMap(({ facts }) => facts.usage),
  rated: [{ ratings }],
  charges: ratings.flatMap((rating) => rate(rating).charges),
  documents: [invoice],
  transactions: [posted, paid, ...refundTransactions(refund), ...disputeTransactions(dispute)],
  sessions: [session],
  refunds: [refund],
  disputes: [dispute],
}
const without = (kind: LedgerTransaction['kind']) => good.transactions.filter((transaction) => transaction.kind !== kind)
const remade = (transaction: LedgerTransaction, about: Partial<LedgerTransaction>) => [...good.transactions.filter(({ id }) => id !== transaction.id), ledgerTransaction({ ...transaction, ...about })]
const [firstCharge, secondCharge] = good.charges
const [firstLine, secondLine, ...otherLines] = invoice.lines
if (firstCharge === undefined || secondCharge === undefined || firstLine === undefined || secondLine === undefined) throw new Error('the sample has more')
const documentWith = (lines: IssuedInvoice['lines']): readonly IssuedInvoice[] => [{ ...invoice, lines }]
const swapped: readonly Charge[] = good.charges.map((charge) =>
  charge === firstCharge ? { ...charge, amount: secondCharge.amount } : charge === secondCharge ? { ...charge, amount: firstCharge.amount } : charge,
)

const correction = creditInvoice({
  invoice, corrections: [], actor: 'ops', at: at(7), lines: [{ line: firstLine.id, amount: '9' }],
  causes: [{ kind: 'credit', reference: 'c1', text: 'slow answers', actor: 'ops', at: at(7) }],
})
const corrected = correction && postCorrection(correction, at(7))
const accrual = postAccrual({ tenant: 'default', key: 'run-1', reference: invoice.id, bookedAt: at(1), account: 'acme', currency: 'EUR', products: [{ exact: '12.34' }], recorded: [] })
if (correction === undefined || corrected === undefined || accrual === undefined) throw new Error('each posts something')
const accrualBack = reverseAccruals({ tenant: 'default', key: invoice.id, reference: invoice.id, bookedAt: at(1), recorded: [accrual] })
if (accrualBack === undefined) throw new Error('it takes back what was accrued')
const reversal = reverseTransaction({ recorded: posted, bookedAt: at(8) })
const runs = [{ id: 'run-1', document: invoice.id }]

/** Corrected, and accrued before. */
const told: ReconciliationInput = { ...good, histories: [{ document: invoice.id, corrections: [correction] }], runs, transactions: [...good.transactions, corrected, accrual, accrualBack] }
/** Made void before anything settled it. */
const voided: ReconciliationInput = {
  ...good, histories: [{ document: invoice.id, isVoid: true, billable: invoice.lines.map(({ id }) => id) }], transactions: [posted, reversal], sessions: [], refunds: [], disputes: [],
}

describe('reconcile', () => {
  it('finds nothing where all agrees, whatever the order of records', () => {
    const run = reconcile(good)
    expect(run.mismatches).toEqual([])
    expect(run.checked).toEqual({ usage: 3, charges: 6, lines: 6, corrections: 0, transactions: 6, settlements: 1, refunds: 1, disputes: 1 })
    expect(reconcile({ ...good, usage: [...good.usage].reverse(), charges: [...good.charges].reverse(), transactions: [...good.transactions].reverse() })).toEqual(run)
    expect(reconcile({ ...good, at: at(10) }).id).not.toBe(run.id)
  })

  it.each<readonly [MismatchKind, Partial<ReconciliationInput>, { readonly amount: string; readonly also?: readonly MismatchKind[] }]>([
    ['usage_unrated', { usage: [...good.usage, ...good.usage.map((one) => ({ ...one, subscription: 'acme-3' })).slice(0, 1)] }, { amount: '1400000' }],
    ['charge_missing', { charges: good.charges.filter(({ meter }) => meter !== 'tokens') }, { amount: '1', also: ['line_without_charge'] }],
    ['charge_of_other_usage', { rated: [{ ratings: ratings.map((rating) => ({ ...rating, facts: { usage: rating.facts.usage.map((one) => (one.meter === 'tokens' ? { ...one, quantity: '1800000', state: '1800000' } : one)) } })) }] }, { amount: '-1', also: ['usage_unrated'] }],
    ['charge_differs', { charges: swapped }, { amount: '-46.669', also: ['line_differs'] }],
    ['charge_without_usage', { charges: [...good.charges, { ...firstCharge, chargeKey: 'x', amount: '0' }] }, { amount: '0' }],
    ['charge_unbilled', { charges: [...good.charges, { ...firstCharge, chargeKey: 'x' }] }, { amount: firstCharge.amount, also: ['charge_without_usage'] }],
    ['line_without_charge', { charges: good.charges.slice(1) }, { amount: '49', also: ['charge_missing'] }],
    ['line_differs', { documents: documentWith(invoice.lines.map((line) => (line === secondLine ? { ...line, exact: '2.332' } : line))) }, { amount: '0.001' }],
    ['charge_billed_twice', { documents: documentWith([...invoice.lines, firstLine]) }, { amount: firstCharge.amount, also: ['document_inconsistent'] }],
    ['document_inconsistent', { documents: documentWith(invoice.lines.map((line) => (line === secondLine ? { ...line, amount: '2.34' } : line))) }, { amount: '101.66' }],
    ['document_unposted', { transactions: without('invoice_issued') }, { amount: '101.66' }],
    ['posting_differs', { transactions: remade(posted, { entries: posted.entries.map((entry) => (entry.account.role === 'revenue' ? { ...entry, account: { role: 'revenue', routing: 'storage' } } : entry)) }) }, { amount: '101.66' }],
    ['posting_without_document', { documents: [], charges: [], usage: [], rated: [] }, { amount: '101.66', also: ['item_unknown'] }],
    ['payment_unposted', { transactions: without('payment_received') }, { amount: '101.66' }],
    ['payment_differs', { transactions: remade(paid, postPayment({ ...paid, account: 'acme', provider: 'stripe', amount: eur('101.65'), parts: [part('101.65')] })) }, { amount: '-0.01' }],
    ['posting_without_payment', { sessions: [] }, { amount: '101.66' }],
    ['refund_unposted', { transactions: without('refund_settled') }, { amount: '5' }],
    ['posting_without_refund', { refunds: [] }, { amount: '5', also: ['posting_without_refund'] }],
    ['dispute_unposted', { transactions: without('dispute_lost') }, { amount: '20' }],
    ['posting_without_dispute', { disputes: [] }, { amount: '20', also: ['posting_without_dispute'] }],
    ['item_unknown', { transactions: remade(paid, postPayment({ ...paid, account: 'acme', provider: 'stripe', amount: eur('101.66'), parts: [{ ...part('101.66'), item: 'another' }] })) }, { amount: '-101.66' }],
  ])('finds a planted %s', (kind, planted, { amount, also = [] }) => {
    const { mismatches } = reconcile({ ...good, ...planted })
    expect(mismatches.find((mismatch) => mismatch.kind === kind)).toMatchObject({ amount })
    expect(new Set(mismatches.map((mismatch) => mismatch.kind))).toEqual(new Set([kind, ...also]))
  })

  it('finds nothing wrong with what was corrected, accrued or made void', () => {
    expect(reconcile(told)).toMatchObject({ mismatches: [], checked: { corrections: 1, transactions: 9 } })
    expect(reconcile(voided).mismatches).toEqual([])
    expect(reconcile({ ...voided, documents: [invoice, { ...invoice, id: 'again', sequence: 1 }] }).mismatches.map(({ kind }) => kind)).toEqual(['document_unposted'])
  })

  it.each<readonly [MismatchKind, ReconciliationInput, string]>([
    ['correction_unposted', { ...told, transactions: told.transactions.filter(({ id }) => id !== corrected.id) }, '9'],
    ['posting_differs', { ...told, transactions: told.transactions.map((one) => (one === corrected ? ledgerTransaction({ ...corrected, entries: corrected.entries.map((entry) => ({ ...entry, item: 'another' })) }) : one)) }, '9'],
    ['posting_without_document', { ...told, histories: [] }, '9'],
    ['accrual_open', { ...told, transactions: told.transactions.filter(({ id }) => id !== accrualBack.id) }, '12.34'],
    ['accrual_without_run', { ...told, runs: [] }, '12.34'],
    ['accrual_without_run', { ...told, runs: [{ id: 'run-1', document: 'another' }] }, '12.34'],
    ['posting_reversed', { ...good, transactions: [...good.transactions, reversal] }, '101.66'],
    ['void_posted', { ...voided, transactions: [posted] }, '101.66'],
    ['void_open', { ...voided, histories: [{ document: invoice.id, isVoid: true, corrections: [correction], billable: invoice.lines.map(({ id }) => id) }], transactions: [posted, reversal, corrected] }, '-9'],
    ['charge_unbilled', { ...good, histories: [{ document: invoice.id, billable: [firstLine.id] }], documents: documentWith(invoice.lines.slice(1)) }, '49'],
  ])('finds a planted %s of what happened since', (kind, planted, amount) => {
    expect(reconcile(planted).mismatches.find((mismatch) => mismatch.kind === kind)).toMatchObject({ amount })
  })

  it('counts the parts of a charge on progressive documents once', () => {
    const key = secondLine.id
    const part = { ...secondLine, ratingKey: 'earlier', exact: '1', amount: '1' } as const
    const earlier = { ...invoice, id: 'earlier', number: 'INV-0', issuedAt: '2026-10-15T00:00:00.000000Z', lines: [part] }
    const taken = { description: 'Invoice INV-0', stage: 'billed-before', rule: 'earlier', exact: '-1', amount: '-1' } as const
    const rest = { ...secondLine, exact: subtract(secondLine.exact, '1'), adjustments: [...(secondLine.adjustments ?? []), taken] }
    const linesOf = (line: IssuedInvoice['lines'][number]) => invoice.lines.map((one) => (one === secondLine ? line : one))
    const find = (line: IssuedInvoice['lines'][number]) => reconcile({ ...good, documents: [{ ...invoice, lines: linesOf(line) }, earlier] }).mismatches.filter(({ subject }) => subject === key)
    expect(find(rest)).toEqual([])
    expect(find(secondLine)).toMatchObject([{ kind: 'charge_billed_twice', amount: '1', because: 'is on INV-0 and again on INV-000001' }])
    expect(find({ ...rest, adjustments: [{ ...taken, exact: '-0.99' }], exact: subtract(secondLine.exact, '0.99') })).toMatchObject([{ kind: 'charge_billed_twice' }])
  })

  it('takes a line of a rating that nobody made for another, even of the same amount, and one that was rated again for the same', () => {
    const again = ratings.map((rating) => ({ ...rating, carryIn: { unread: '1' } }))
    const charges = again.flatMap((rating) => rate(rating).charges)
    expect(charges).not.toEqual(good.charges)
    expect(reconcile({ ...good, usage: [], rated: [{ ratings }, { ratings: again }], charges }).mismatches).toEqual([])
    expect(reconcile({ ...good, documents: documentWith(invoice.lines.map((line) => (line === secondLine ? { ...line, ratingKey: 'x' } : line))) }).mismatches).toMatchObject([{ kind: 'line_differs', amount: '0' }])
  })

  it('finds two errors that cancel out: the sums agree and the records do not', () => {
    const { mismatches } = reconcile({ ...good, charges: swapped })
    expect(mismatches.map((mismatch) => mismatch.kind)).toEqual(['charge_differs', 'charge_differs', 'line_differs', 'line_differs'])
    expect(new Set(mismatches.map((mismatch) => mismatch.amount))).toEqual(new Set(['46.669', '-46.669']))
    expect([secondLine.amount, otherLines.length]).toEqual(['2.33', 4])
  })

  it('finds what paid credit should have settled', () => {
    const settled = { ...invoice, settlements: [{ grant: 'g1', label: 'Prepaid', amount: '10', lines: [] }] } as const
    expect(reconcile({ ...good, documents: [settled] }).mismatches).toMatchObject([{ kind: 'document_unposted', amount: '10', because: 'INV-000001 has no posting credit_burned' }])
  })
})

describe('reconcile paid credit', () => {
  const grant = checkGrant({ id: 'g', account: 'acme', kind: 'paid', priority: 100, createdAt: at(1), effectiveAt: at(1), ...eur('75') })
  const bought = postPrepayment({ tenant: 'default', key: 'p', reference: 'p', bookedAt: at(1), account: 'acme', provider: 'bank', grant: 'g', amount: eur('75') })
  const head = advanceGrant({ grant }, { at: at(1), reach: 'turnover', bookedAt: at(1) }).at(-1)
  if (head === undefined) throw new Error('it started')
  const [voided] = voidGrant({ grant, head }, { at: at(2), bookedAt: at(2) })
  if (voided === undefined) throw new Error('it is void')
  const burnt = postCreditBurn({ tenant: 'default', key: 'b', reference: invoice.id, bookedAt: at(2), account: 'acme', grant: 'g', document: invoice.id, amount: eur('20') })
  const promotional = checkGrant({ id: 'h', account: 'acme', kind: 'promotional', priority: 100, createdAt: at(1), effectiveAt: at(1), ...eur('9') })
  const kindsIn = (grants: ReconciliationInput['grants'], ...added: readonly LedgerTransaction[]) =>
    reconcile({ ...good, ...(grants !== undefined && { grants }), transactions: [...good.transactions, ...added] }).mismatches.map(({ kind, subject, amount }) => `${kind} ${subject} ${amount}`)

  it.each<readonly [string, readonly string[], readonly string[]]>([
    ['what is left in both', kindsIn([{ grant, head }, { grant: promotional }], bought), []],
    ['one that did not start', kindsIn([{ grant }]), []],
    ['a grant that no payment brought in', kindsIn([{ grant, head }]), ['credit_differs g -75']],
    ['a burn that the journal does not have', kindsIn([{ grant, head }], bought, burnt), ['credit_differs g -20']],
    ['money without a grant', kindsIn([], bought), ['credit_unknown g 75']],
    ['money of promotional credit', kindsIn([{ grant: { ...promotional, id: 'g' } }], bought), ['credit_unknown g 75']],
    ['void, and still to be given back', kindsIn([{ grant, head: voided }], bought), []],
    ['void, and given back', kindsIn([{ grant, head: voided }]), []],
    ['void, and below zero', kindsIn([{ grant, head: voided }], burnt), ['credit_differs g -20']],
    ['grants that are not given', kindsIn(undefined, bought), []],
  ])('%s', (_, found, expected) => {
    expect(found).toEqual(expected)
  })
})
