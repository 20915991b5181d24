import { hashContent, type CurrencyCode, type Digest, type Hash, type Interval } from '@farthing/core'

/** What may be invoiced once. */
export interface InvoiceIdentity extends Interval {
  readonly tenant: string
  readonly account: string
  readonly currency: CurrencyCode
}

/** The id of the one invoice of (tenant, account, currency, from, to): known before it is issued. */
export function invoiceIdOf({ tenant, account, currency, from, to }: InvoiceIdentity, digest?: Digest): Hash {
  return hashContent('invoice/1', [tenant, account, currency, from, to], digest)
}
