import { isZero } from '@farthing/core'
import type { DraftInvoice } from '../invoice.js'

/** What happens to an invoice that says nothing but zero: it is issued like any other, or left out. */
export type ZeroInvoices = 'issue' | 'skip'

/**
 * Whether a draft becomes a document. Under `skip` only one on which everything is zero does not: lines that cancel out, or that credit pays for, are
 * said.
 */
export function isWorthIssuing({ lines, adjustments = [] }: Pick<DraftInvoice, 'lines' | 'adjustments'>, policy: ZeroInvoices): boolean {
  return policy === 'issue' || [...lines, ...adjustments].some(({ amount }) => !isZero(amount))
}
