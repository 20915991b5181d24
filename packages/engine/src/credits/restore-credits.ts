import type { Decimal, Digest, Instant } from '@farthing/core'
import { bookRestoration, grantAsBooked, restoreSlices, slicesOf, type CreditMovement, type RestoredSlices } from '@farthing/ledger'
import { listAll, type Stores } from '@farthing/ports'
import { loadGrant } from './load-credits.js'

export interface RestoreCredits {
  /** The document whose lines burned the credit. */
  readonly document: string
  /** Lines whose burns come back; all of the document unless given. */
  readonly lines?: readonly string[]
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
export async function restoreCredits(stores: Stores, input: RestoreCredits, digest?: Digest): Promise<RestoredSlices> {
  const { document, lines, amount, creditNote, at, bookedAt } = input
  const burned = await listAll((page) => stores.credits.movements({ document }, page))
  const grants = new Set(burned.map(({ grant }) => grant))
  const journals: CreditMovement[] = []
  for (const grant of grants) journals.push(...(await listAll((page) => stores.credits.movements({ grant }, page))))
  const isBurn = (movement: CreditMovement): boolean => movement.document === document && (lines === undefined || lines.includes(movement.line ?? ''))
  const booked = new Map([...(await loadEach(stores, grants))].map((one) => [one.grant.id, one]))
  const restored = restoreSlices({ slices: slicesOf(journals, isBurn), grants: [...booked.values()].map(grantAsBooked), amount, at, document: creditNote }, digest)
  for (const restoration of restored.restorations) {
    const current = await loadGrant(stores, restoration.grant)
    for (const movement of bookRestoration(current, restoration, { at, bookedAt, document: creditNote })) await stores.credits.append(movement)
    if (restoration.regrant !== undefined) await stores.credits.put(restoration.regrant)
  }
  return restored
}

async function loadEach(stores: Stores, grants: Iterable<string>) {
  const booked = []
  for (const grant of grants) booked.push(await loadGrant(stores, grant))
  return booked
}
