import { canonicalJson, checkJson, checkText, compareBytes, describeValue, fail, parseInstant, signOf, toMinorUnits } from '@farthing/core'
import type { PaymentFact, PaymentSession } from './payment-session.js'

/**
 * Takes in what the provider says. A fact counts once, whenever and however often it comes: the same facts give the same session in any order.
 *
 * @throws `payment.conflict` for an id that said something else, or a payment that settled with another amount
 * @throws `payment.invalid` for a settlement without payment and amount, or in another currency than the session; `text.*`, `time.*`, `money.*`
 */
export function addPaymentFact(session: PaymentSession, fact: PaymentFact): PaymentSession {
  const checked = checkFact(session, fact)
  const known = session.facts.find(({ id }) => id === checked.id)
  if (known !== undefined) {
    if (sameFact(known, checked)) return session
    fail('payment.conflict', { field: 'id', because: `is ${describeValue(fact.id)}, which said something else before`, facts: { session: session.id, id: fact.id } })
  }
  refuseOtherAmount(session, checked)
  const facts = [...session.facts, checked].sort((a, b) => compareBytes(a.at, b.at) || compareBytes(a.id, b.id))
  return { ...session, facts }
}

function checkFact(session: PaymentSession, { id, kind, at, payment, amount, reason }: PaymentFact): PaymentFact {
  checkText(id, { field: 'id' })
  const isSettled = kind === 'settled'
  if (isSettled && (payment === undefined || amount === undefined)) fail('payment.invalid', { field: 'payment', because: 'is settled without its name or amount' })
  if (payment !== undefined) checkText(payment, { field: 'payment' })
  if (amount !== undefined) {
    if (signOf(amount.amount) <= 0) fail('payment.invalid', { field: 'amount', because: `is ${amount.amount}` })
    if (amount.currency !== session.amount.currency) fail('payment.invalid', { field: 'amount.currency', because: `is ${amount.currency}, and the session is in ${session.amount.currency}` })
    toMinorUnits(amount)
  }
  if (reason !== undefined) checkText(reason, { field: 'reason', maxLength: 1024 })
  return {
    id,
    kind,
    at: parseInstant(at, { field: 'at' }),
    ...(payment !== undefined && { payment }),
    ...(amount !== undefined && { amount }),
    ...(reason !== undefined && { reason }),
  }
}

function refuseOtherAmount({ id, facts }: PaymentSession, { kind, payment, amount }: PaymentFact): void {
  if (kind !== 'settled') return
  const settled = facts.find((fact) => fact.kind === 'settled' && fact.payment === payment)
  if (settled === undefined || canonicalJson(checkJson(settled.amount, 'amount')) === canonicalJson(checkJson(amount, 'amount'))) return
  fail('payment.conflict', { field: 'amount', because: `is ${amount?.amount}, and ${describeValue(payment)} settled with ${settled.amount?.amount}`, facts: { session: id } })
}

function sameFact(a: PaymentFact, b: PaymentFact): boolean {
  return canonicalJson(checkJson(a, 'fact')) === canonicalJson(checkJson(b, 'fact'))
}
