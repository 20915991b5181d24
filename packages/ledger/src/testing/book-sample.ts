import type { Money } from '@farthing/core'
import type { LedgerTransaction, PostingOrigin } from '../book/ledger-transaction.js'
import { applyPayment } from '../book/postings/apply-payment.js'
import { postAdminCredit, postCreditBurn, postCreditExpiry, postCreditGrant, postCreditRestoration, postPrepayment } from '../book/postings/credit-postings.js'
import { postChargeback, postChargebackReversal, postDisputeLost, postDisputeOpened, postDisputeWon } from '../book/postings/dispute-postings.js'
import { documentEntries } from '../book/postings/document-entries.js'
import { postAccrual } from '../book/postings/post-accrual.js'
import { postAdjustment } from '../book/postings/post-adjustment.js'
import { postConversion } from '../book/postings/post-conversion.js'
import { postCreditNote } from '../book/postings/post-credit-note.js'
import { post } from '../book/postings/post.js'
import { postOpeningBalance } from '../book/postings/post-opening-balance.js'
import { postPayment } from '../book/postings/post-payment.js'
import { postRecognition } from '../book/postings/post-recognition.js'
import { postRevaluation } from '../book/postings/post-revaluation.js'
import { postRefundFailed, postRefundSent, postRefundSettled } from '../book/postings/refund-postings.js'
import { postWriteOff } from '../book/postings/post-write-off.js'
import { reverseAccruals } from '../book/postings/reverse-accruals.js'
import type { SettlementPart } from '../book/postings/settlement-part.js'
import { reverseTransaction } from '../book/reverse-transaction.js'

const account = 'acme'
const provider = 'stripe'
const item = 'inv-1'

/** A book of one account, and of another one that was taken over, with every business event in it at least once, in the order of booking. Its table of postings is the documentation's. */
export function sampleBook(): readonly LedgerTransaction[] {
  return [...documents(), ...credits(), ...payments(), ...refunds(), ...disputes(), ...corrections(), ...exchange()].filter((one) => one !== undefined)
}

/** Each event a minute after the one before; events of one part are in one hour. */
function origin(part: number, step: number, reference: string): PostingOrigin {
  const at = `2026-11-02T${String(part).padStart(2, '0')}:${String(step).padStart(2, '0')}:00Z`
  return { tenant: 'default', key: `${part}/${step}`, reference, bookedAt: at }
}

function eur(amount: Money['amount']): Money {
  return { amount, currency: 'EUR' }
}

function part(amount: Money['amount'], changes: Partial<SettlementPart> = {}): SettlementPart {
  return { to: 'document', account, item, amount: eur(amount), ...changes }
}

function documents() {
  const accrual = postAccrual({ ...origin(1, 1, item), account, currency: 'EUR', products: [{ product: 'api', exact: '50.004' }], recorded: [] })
  const invoice = {
    item, account, currency: 'EUR', total: '142', revenue: [{ product: 'api', amount: '100' }], deferred: [{ product: 'support', amount: '24' }],
    promotional: [{ grant: 'g-promo', amount: '4' }], taxes: [{ jurisdiction: 'DE', amount: '22.8' }], cashRounding: '-0.8',
  } as const
  const note = { item, account, currency: 'EUR', total: '11.4', revenue: [{ product: 'api', amount: '10' }], promotional: [{ grant: 'g-promo', amount: '0.5' }], taxes: [{ jurisdiction: 'DE', amount: '1.9' }] } as const
  return [
    accrual,
    reverseAccruals({ ...origin(1, 2, item), recorded: accrual === undefined ? [] : [accrual] }),
    postCreditGrant({ ...origin(1, 3, 'g-promo'), account, grant: 'g-promo', amount: eur('20') }),
    post('invoice_issued', origin(1, 4, item), documentEntries(invoice)),
    postRecognition({ ...origin(1, 5, item), account, document: item, product: 'support', amount: eur('2') }),
    postCreditNote({ ...origin(1, 6, 'note-1'), document: note }),
  ]
}

function credits() {
  const paid = { account, grant: 'g-paid', wallet: 'main', document: item }
  return [
    postPrepayment({ ...origin(2, 1, 'pay-0'), ...paid, provider, amount: eur('50') }),
    postCreditBurn({ ...origin(2, 2, item), ...paid, amount: eur('10') }),
    postCreditRestoration({ ...origin(2, 3, 'note-1'), ...paid, amount: eur('3') }),
    postCreditExpiry({ ...origin(2, 4, 'g-paid'), ...paid, kind: 'paid', amount: eur('1') }),
    postCreditExpiry({ ...origin(2, 5, 'g-promo'), account, grant: 'g-promo', kind: 'promotional', amount: eur('2') }),
    postAdminCredit({ ...origin(2, 6, 'g-admin'), account, grant: 'g-admin', wallet: 'main', reason: 'goodwill', amount: eur('5') }),
  ]
}

function payments() {
  return [
    postPayment({ ...origin(3, 1, 'pay-1'), account, provider, amount: eur('90'), parts: [part('60')] }),
    applyPayment({ ...origin(3, 2, 'pay-1'), account, currency: 'EUR', parts: [part('20')] }),
  ]
}

function refunds() {
  const failing = postRefundSent({ ...origin(4, 3, 're-2'), amount: eur('2'), parts: [part('2')], destination: { to: 'provider', provider } })
  return [
    postRefundSent({ ...origin(4, 1, 're-1'), amount: eur('8'), parts: [part('8')], destination: { to: 'provider', provider } }),
    postRefundSettled({ ...origin(4, 2, 're-1'), provider, amount: eur('8') }),
    failing,
    postRefundFailed({ ...origin(4, 4, 're-2'), sent: failing }),
    postRefundSent({ ...origin(4, 5, 're-3'), amount: eur('1'), parts: [part('1')], destination: { to: 'account_credit', account, wallet: 'main' } }),
  ]
}

function disputes() {
  const amount = eur('15')
  const chargeback = postChargeback({ ...origin(5, 4, 'cb-1'), provider, amount: eur('6'), parts: [part('6')] })
  return [
    postDisputeOpened({ ...origin(5, 1, 'dp-1'), provider, amount }),
    postDisputeLost({ ...origin(5, 2, 'dp-1'), provider, amount, parts: [part('15')] }),
    postDisputeOpened({ ...origin(5, 3, 'dp-2'), provider, amount: eur('4') }),
    chargeback,
    postChargebackReversal({ ...origin(5, 5, 'cb-1'), chargeback }),
    postDisputeWon({ ...origin(5, 6, 'dp-2'), provider, amount: eur('4') }),
  ]
}

function corrections() {
  const charge = postAdjustment({ ...origin(6, 1, 'adj-1'), account, item: 'adj-1', reason: 'setup', amount: eur('7') })
  return [
    postOpeningBalance({ ...origin(6, 0, 'old-1'), takenOver: { account: 'initech', item: 'old-1' }, amount: eur('30') }),
    charge,
    postAdjustment({ ...origin(6, 2, 'adj-2'), account, item, reason: 'goodwill', amount: eur('-3') }),
    postWriteOff({ ...origin(6, 3, item), account, document: item, reason: 'insolvency', amount: eur('9') }),
    reverseTransaction({ recorded: charge, bookedAt: '2026-11-02T06:04:00Z' }),
    postOpeningBalance({ ...origin(6, 5, 'old-2'), takenOver: { allowance: 'credit' }, amount: eur('12') }),
  ]
}

function exchange() {
  const usd = { amount: '110', currency: 'USD' } as const
  return [
    postPayment({ ...origin(7, 1, 'pay-2'), account, provider, amount: usd, parts: [] }),
    postConversion({
      ...origin(7, 2, 'pay-2'),
      cause: 'at 1.1 USD for 1 EUR',
      debit: { account: { role: 'unapplied_cash', account }, amount: usd, item: 'pay-2' },
      credit: { account: { role: 'receivable', account }, amount: eur('100'), item },
    }),
    postRevaluation({
      ...origin(7, 3, 'rates-2026-11-02'),
      base: 'EUR',
      positions: [{ currency: 'EUR', amountMinor: '10000' }, { currency: 'USD', amountMinor: '-11000' }],
      rates: { USD: '0.95' },
    }),
  ]
}
