import type { Decimal, Instant } from '@farthing/core'
import { advanceGrant, bookRestoration, grantAsBooked, isAmountGrant, restoreSlices, slicesOf, type CreditKind, type CreditMovement, type RestoredSlices } from '@farthing/ledger'
import { listAll, type Stores } from '@farthing/ports'
import { bookMovements, type BookingContext } from './book-movements.js'
import { keepPaidCredit } from './keep-paid-credit.js'
import { loadGrant } from './load-credits.js'

export interface RestoreCredits {
  /** The document whose lines burned the credit. */
  readonly document: string
  /** Lines whose burns come back; all of the document unless given. */
  readonly lines?: readonly string[]
  /** Credit of this grant alone, or of this kind; all of it unless given. */
  readonly grant?: string
  readonly kind?: CreditKind
  readonly amount: Decimal
  /** Id of the credit note. */
  readonly creditNote: string
  readonly at: Instant
  readonly bookedAt: Instant
}

/**
 * Gives back what lines of a document took from credit, the newest slice first, and books it: in the transaction that keeps the credit note.
 * What `left` says was not paid by credit.
 *
 * @throws `credit.restore_invalid`, `storage.conflict`
 */
export async function restoreCredits(context: BookingContext, stores: Stores, input: RestoreCredits): Promise<RestoredSlices> {
  const { document, lines, grant: only, kind, amount, creditNote, at, bookedAt } = input
  const burned = await listAll((page) => stores.credits.movements({ document }, page))
  const grants = new Set(burned.map(({ grant }) => grant))
  const journals: CreditMovement[] = []
  for (const grant of grants) journals.push(...(await listAll((page) => stores.credits.movements({ grant }, page))))
  const booked = new Map([...(await loadEach(stores, grants))].map((one) => [one.grant.id, one]))
  const isMeant = (grant: string): boolean => (only === undefined || grant === only) && (kind === undefined || booked.get(grant)?.grant.kind === kind)
  const isBurn = (movement: CreditMovement): boolean => movement.document === document && isMeant(movement.grant) && (lines === undefined || lines.includes(movement.line ?? ''))
  const restored = restoreSlices({ slices: slicesOf(journals, isBurn), grants: [...booked.values()].map(grantAsBooked), amount, at, document: creditNote }, context.digest)
  for (const restoration of restored.restorations) {
    const current = await loadGrant(stores, restoration.grant)
    await bookMovements(context, stores, current.grant, bookRestoration(current, restoration, { at, bookedAt, document: creditNote }))
    const { regrant } = restoration
    if (regrant === undefined) continue
    if (regrant.kind === 'paid' && isAmountGrant(regrant)) {
      await keepPaidCredit(stores, regrant, bookedAt)
      continue
    }
    await stores.credits.put(regrant)
    await bookMovements(context, stores, regrant, advanceGrant({ grant: regrant }, { at, reach: 'turnover', bookedAt }))
  }
  return restored
}

async function loadEach(stores: Stores, grants: Iterable<string>) {
  const booked = []
  for (const grant of grants) booked.push(await loadGrant(stores, grant))
  return booked
}
