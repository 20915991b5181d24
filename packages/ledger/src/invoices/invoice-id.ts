import { hashContent, type CurrencyCode, type Digest, type Hash, type Interval } from '@farthing/core'
import type { Side } from '@farthing/pricing'

/** What may be invoiced once. */
export interface InvoiceIdentity extends Interval {
  readonly tenant: string
  readonly account: string
  readonly currency: CurrencyCode
  /** `retail` unless given. */
  readonly side?: Side
  /** The one document of the account unless given. */
  readonly group?: string
  /** 0 unless given. */
  readonly sequence?: number
}

/** The id of the one invoice of (tenant, account, currency, from, to) and of its side, group and sequence: known before it is issued. */
export function invoiceIdOf({ tenant, account, currency, from, to, side = 'retail', group, sequence = 0 }: InvoiceIdentity, digest?: Digest): Hash {
  const plain = side === 'retail' && group === undefined && sequence === 0
  return hashContent('invoice/1', [tenant, account, currency, from, to, ...(plain ? [] : [side, group ?? null, sequence])], digest)
}
