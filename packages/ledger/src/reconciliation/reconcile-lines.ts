import { compare, isZero, subtract } from '@farthing/core'
import type { Charge } from '@farthing/pricing'
import type { InvoiceLine, IssuedInvoice } from '../invoices/invoice.js'
import type { Mismatch } from './mismatch.js'

/** Charges against the lines of documents: each charge with an amount stands on one line, with its rating and its exact amount. */
export function reconcileLines(charges: readonly Charge[], documents: readonly IssuedInvoice[]): readonly Mismatch[] {
  const rated = new Map(charges.map((charge) => [charge.chargeKey, charge]))
  const billed = new Map<string, number>()
  const mismatches: Mismatch[] = []
  for (const { currency, number, lines } of documents) {
    for (const line of lines) {
      billed.set(line.id, (billed.get(line.id) ?? 0) + 1)
      const charge = rated.get(line.id)
      if (charge === undefined) mismatches.push({ kind: 'line_without_charge', subject: line.id, amount: line.amount, currency, because: `is billed on ${number} and was never rated` })
      else if (differs(charge, line)) {
        mismatches.push({ kind: 'line_differs', subject: line.id, amount: subtract(line.exact, charge.amount), currency, because: `is ${line.exact} on ${number} and was rated ${charge.amount}` })
      }
    }
  }
  for (const { chargeKey, amount, currency } of charges) {
    const times = billed.get(chargeKey) ?? 0
    if (times === 0 && !isZero(amount)) mismatches.push({ kind: 'charge_unbilled', subject: chargeKey, amount, currency, because: 'is rated and on no document' })
    if (times > 1) mismatches.push({ kind: 'charge_billed_twice', subject: chargeKey, amount, currency, because: `is on ${times} lines` })
  }
  return mismatches
}

function differs(charge: Charge, line: InvoiceLine): boolean {
  return charge.ratingKey !== line.ratingKey || compare(charge.amount, line.exact) !== 0
}
