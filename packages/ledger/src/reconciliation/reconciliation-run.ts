import { checkJson, compareBytes, hashContent, type Digest, type Instant, type TenantId } from '@farthing/core'
import type { MismatchKind, ReconciliationRun } from './mismatch.js'

/** In the order of the flow. */
const flow: readonly MismatchKind[] = [
  'usage_unrated', 'charge_missing', 'charge_of_other_usage', 'charge_differs', 'charge_without_usage', 'charge_unbilled', 'line_without_charge', 'line_differs',
  'charge_billed_twice', 'document_inconsistent', 'document_unposted', 'correction_unposted', 'posting_differs', 'posting_reversed', 'void_posted', 'void_open',
  'posting_without_document', 'accrual_open', 'accrual_without_run', 'payment_unposted', 'payment_differs', 'posting_without_payment', 'refund_unposted',
  'posting_without_refund', 'dispute_unposted', 'posting_without_dispute', 'item_unknown', 'credit_differs', 'credit_unknown',
]

export interface ReconciliationParts {
  readonly tenant: TenantId
  readonly at: Instant
  /** Runs over records that have nothing in common, such as those of one account each. */
  readonly parts: readonly Pick<ReconciliationRun, 'checked' | 'mismatches'>[]
}

/** One run of several. Its id follows from tenant, time and result, whatever the order of the parts. */
export function reconciliationRun({ tenant, at, parts }: ReconciliationParts, digest?: Digest): ReconciliationRun {
  const checked = { ...none }
  for (const part of parts) for (const sort of sorts) checked[sort] += part.checked[sort]
  const mismatches = parts
    .flatMap((part) => part.mismatches)
    .sort((a, b) => flow.indexOf(a.kind) - flow.indexOf(b.kind) || compareBytes(a.subject, b.subject) || compareBytes(a.because, b.because))
  return { id: hashContent('reconciliation/1', [tenant, at, checked, checkJson(mismatches, 'mismatches')], digest), tenant, at, checked, mismatches }
}

const none = { usage: 0, charges: 0, lines: 0, corrections: 0, transactions: 0, settlements: 0, refunds: 0, disputes: 0 }
const sorts: readonly (keyof typeof none)[] = ['usage', 'charges', 'lines', 'corrections', 'transactions', 'settlements', 'refunds', 'disputes']
