import { addAllMoney, assertInvariant, compareMoney, fromMinorUnits, signOf, subtractMoney, type Money } from '@farthing/core'
import { disputeState, ledgerTransactionId, paymentPostingKey, refundStatus, settledParts, takeBackParts, type Dispute, type LedgerTransaction, type Refund, type SettlementPart, type TakenBack } from '@farthing/ledger'
import { listAll, type Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { bookOf } from '../ledger/account-book.js'

/** A payment by the names that its provider has. */
export interface PaymentName {
  readonly provider: string
  readonly payment: string
}

/** A payment that is booked, and what became of it. */
export interface BookedPayment {
  readonly account: string
  /** Its posting, and those that applied what it left unapplied; reversed ones are not among the latter. */
  readonly received: LedgerTransaction
  readonly applied: readonly LedgerTransaction[]
  readonly amount: Money
  /** What it went to. */
  readonly parts: readonly SettlementPart[]
  readonly refunds: readonly Refund[]
  readonly disputes: readonly Dispute[]
  /** What disputes hold or have taken. */
  readonly disputed: Money
  /** What refunds have sent back, as far as no dispute has taken it a second time. */
  readonly sentBack: Money
  /** What refunds and disputes leave of the parts. */
  readonly left: readonly SettlementPart[]
  /** What of `left` is credit of the account: nobody takes that back before the grant is void. */
  readonly credit: Money
}

/** The posting of a payment, which is known before it arrives. */
export function paymentPosting({ tenant, digest }: BillingContext, stores: Stores, name: PaymentName): Promise<LedgerTransaction | undefined> {
  return stores.ledger.get(ledgerTransactionId({ tenant, kind: 'payment_received', key: paymentPostingKey(name, digest) }, digest))
}

/** What was paid, to the cash of the provider. */
export function cashOf({ entries }: LedgerTransaction): Money {
  const cash = entries.find(({ account }) => account.role === 'cash')
  assertInvariant(cash !== undefined, 'a payment goes to cash')
  return fromMinorUnits(cash.amountMinor, cash.currency)
}

/** Takes the lock of a payment's account, then loads what is known of it; `undefined` as long as it is not booked, and once its posting is reversed. */
export async function lockPayment(context: BillingContext, stores: Stores, name: PaymentName): Promise<BookedPayment | undefined> {
  const received = await paymentPosting(context, stores, name)
  if (received === undefined) return undefined
  await stores.accounts.lock(accountOf(received))
  if ((await reversalOf(context, stores, received)) !== undefined) return undefined
  return loadPayment(stores, { ...name, received })
}

/** What took the posting of a payment back by hand. */
export function reversalOf({ tenant, digest }: BillingContext, stores: Stores, { id }: LedgerTransaction): Promise<LedgerTransaction | undefined> {
  return stores.ledger.get(ledgerTransactionId({ tenant, kind: 'reversed', key: id }, digest))
}

/** Whose payment it is. */
export function accountOf(received: LedgerTransaction): string {
  const [first] = settledParts([received])
  assertInvariant(first !== undefined, 'a payment goes somewhere')
  return first.account
}

export interface ReceivedPayment extends PaymentName {
  readonly received: LedgerTransaction
}

/** What is known of a payment by now. Only who has the lock of its account can rely on it. */
export async function loadPayment(stores: Stores, { provider, payment, received }: ReceivedPayment): Promise<BookedPayment> {
  const [amount, account] = [cashOf(received), accountOf(received)]
  const book = await bookOf(stores, account)
  const reversed = new Set(book.map(({ corrects }) => corrects))
  const applied = book.filter((transaction) => isApplication(transaction, received) && !reversed.has(transaction.id))
  const parts = settledParts([received, ...applied])
  const refunds = (await listAll((page) => stores.payments.list('refund', { provider, payment }, page))).map(({ content }) => content)
  const disputes = (await listAll((page) => stores.payments.list('dispute', { provider, payment }, page))).map(({ content }) => content)
  const holding = disputes.filter((dispute) => disputeState(dispute).outcome !== 'won')
  const disputed = addAllMoney(holding.map((dispute) => dispute.amount), amount.currency)
  const refunded = addAllMoney(refunds.filter(isSent).map((refund) => refund.amount), amount.currency)
  const undisputed = subtractMoney(amount, disputed)
  const taken = [...refunds.filter(takesBack), ...holding].flatMap((one) => one.parts)
  const left = withoutTaken({ parts, taken, amount })
  const credit = addAllMoney(left.filter(({ to }) => to === 'credit').map((part) => part.amount), amount.currency)
  return { account, received, applied, amount, parts, refunds, disputes, disputed, sentBack: compareMoney(refunded, undisputed) < 0 ? refunded : undisputed, left, credit }
}

/** Whether a transaction applies what a payment left unapplied. The key alone does not tell: `p/2` is another payment than `p`. */
export function isApplication({ kind, key, reference }: LedgerTransaction, received: LedgerTransaction): boolean {
  return kind === 'payment_applied' && reference === received.reference && key.startsWith(`${received.key}/`)
}

function isSent(refund: Refund): boolean {
  const status = refundStatus(refund)
  return status === 'sent' || status === 'settled'
}

/** Whether a refund has taken something back, or may still. */
export function takesBack(refund: Refund): boolean {
  const status = refundStatus(refund)
  return status !== 'rejected' && status !== 'failed'
}

/** In the order in which they were settled. More may be gone than was paid: a dispute that was won and paid back can still be lost. */
function withoutTaken({ parts, taken, amount }: TakenBack): readonly SettlementPart[] {
  const left = subtractMoney(amount, addAllMoney((taken ?? []).map((part) => part.amount), amount.currency))
  return signOf(left.amount) > 0 ? [...takeBackParts({ parts, taken: taken ?? [], amount: left })].reverse() : []
}
