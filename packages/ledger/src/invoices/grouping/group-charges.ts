import { compareBytes } from '@farthing/core'
import type { Charge, Side } from '@farthing/pricing'

/** Which charges of an account and period stand on one document. */
export interface ChargeGrouping {
  /** All of the account (`account`), or a document for each subscription or product of it. */
  readonly by: 'account' | 'subscription' | 'product'
  /** Whether charges in advance have documents of their own, which can be issued when their period starts; `together` unless given. */
  readonly advance?: 'together' | 'separate'
}

/** What belongs on one document. */
export interface ChargeDocument {
  readonly side: Side
  /** Part of the identity of the document; absent for the one document of an account. */
  readonly group?: string
  readonly charges: readonly Charge[]
}

/**
 * Deals charges out to documents: consolidated or separate, retail and wholesale always apart. Every charge goes to exactly one, in its order.
 *
 * Documents come by side, then group, both by bytes. A minimum or a cap over charges of several documents stays with its own subscription or product, where
 * assembly refuses it: such plans are billed by account. `O(n log n)`.
 */
export function groupCharges(charges: readonly Charge[], grouping: ChargeGrouping): readonly ChargeDocument[] {
  const documents = new Map<string, { readonly side: Side; readonly group: string | undefined; readonly charges: Charge[] }>()
  for (const charge of charges) {
    const group = groupOf(charge, grouping)
    const key = `${charge.side} ${group ?? ''}`
    const own = documents.get(key)
    if (own === undefined) documents.set(key, { side: charge.side, group, charges: [charge] })
    else own.charges.push(charge)
  }
  return [...documents.entries()]
    .sort(([a], [b]) => compareBytes(a, b))
    .map(([, { side, group, charges: own }]) => ({ side, ...(group === undefined ? {} : { group }), charges: own }))
}

/** The group of the document that a charge stands on; `undefined` for the one of an account. */
export function groupOf({ billing, subscription, product }: Charge, { by, advance = 'together' }: ChargeGrouping): string | undefined {
  const parts = [
    ...(advance === 'separate' && billing === 'advance' ? ['advance'] : []),
    ...(by === 'subscription' ? [`subscription:${subscription}`] : []),
    ...(by === 'product' && product !== undefined ? [`product:${product}`] : []),
  ]
  return parts.length === 0 ? undefined : parts.join('+')
}
