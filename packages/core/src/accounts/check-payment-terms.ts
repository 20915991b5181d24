import { checkFields, checkOneOf, checkWhole, refuse } from './account-fields.js'
import type { PaymentTerms } from './payment-terms.js'

const rolls = ['following', 'preceding', 'modified_following']

/** Returns the terms as they are. @throws `account.invalid`, naming the part below `field` */
export function checkPaymentTerms(terms: PaymentTerms, field = 'terms'): PaymentTerms {
  checkFields(terms, field, ['due', 'days', 'count', 'months', 'day', 'roll'])
  checkOneOf(terms.due, `${field}.due`, ['on_receipt', 'net', 'end_of_month', 'day_of_month'])
  if (terms.roll !== undefined) checkOneOf(terms.roll, `${field}.roll`, rolls)
  switch (terms.due) {
    case 'on_receipt':
      refuseOthers(terms, field, [])
      break
    case 'net':
      refuseOthers(terms, field, ['days', 'count'])
      checkWhole(terms.days, `${field}.days`, { from: 1, to: 3_650 })
      if (terms.count !== undefined) checkOneOf(terms.count, `${field}.count`, ['calendar', 'business'])
      break
    case 'day_of_month':
      refuseOthers(terms, field, ['day', 'months'])
      checkWhole(terms.day, `${field}.day`, { from: 1, to: 31 })
      checkWhole(terms.months, `${field}.months`, { from: 0, to: 120 })
      break
    case 'end_of_month':
      refuseOthers(terms, field, ['months'])
      checkWhole(terms.months, `${field}.months`, { from: 0, to: 120 })
  }
  return terms
}

function refuseOthers(terms: PaymentTerms, field: string, own: readonly string[]): void {
  const other = Object.keys(terms).find((name) => !['due', 'roll', ...own].includes(name))
  if (other !== undefined) refuse(`${field}.${other}`, `does not go with ${terms.due}`)
}
