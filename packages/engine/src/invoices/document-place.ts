import { add, isZero, type Decimal, type Hash } from '@farthing/core'
import type { BilledBefore, ChargeGrouping, IssuedInvoice } from '@farthing/ledger'
import type { Side } from '@farthing/pricing'
import type { CorrectionRecord, Stores } from '@farthing/ports'
import type { InvoiceSubject } from './draft-invoice.js'

/** Which of the documents of an account and period one is. */
export interface DocumentPlace {
  readonly side: Side
  /** Absent for the one document of the account. */
  readonly group?: string
  /** How the charges of the account are dealt out to documents; absent where all stand on one. */
  readonly grouping?: ChargeGrouping
  /** 0 for the first, and one more for each document that was raised at this place before. */
  readonly sequence: number
  /** What progressive documents of this place billed already. */
  readonly billedBefore: readonly BilledBefore[]
  /** Other documents of the side and period, by the lines that they have: charges that stand there stand nowhere else. Without void ones. */
  readonly elsewhere: ReadonlyMap<Hash, IssuedInvoice>
  /** The document that bills the place to its end, where it is issued. */
  readonly issued?: IssuedInvoice
}

type Placed = Pick<InvoiceSubject, 'account' | 'period' | 'side' | 'group' | 'grouping'>

/**
 * The place of the next document of a (side, group), or of the one that is issued there. Void documents keep their sequence and bill nothing; a document
 * that was issued within its period is a progressive one, and what it billed is taken off.
 */
export async function documentPlace(stores: Stores, { account, period, side, group, grouping }: Placed): Promise<DocumentPlace> {
  const kept = await stores.documents.findByPeriod(account.id, period)
  const ofSide = kept.filter((invoice) => invoice.currency === account.currency && (invoice.side ?? 'retail') === side)
  const own = ofSide.filter((invoice) => invoice.group === group)
  const billedBefore: BilledBefore[] = []
  let issued: IssuedInvoice | undefined
  for (const invoice of own) {
    if (await isVoid(stores, invoice)) continue
    if (isProgressive(invoice)) billedBefore.push(...billedBy(invoice, await stores.corrections.records(invoice.id)))
    else issued = invoice
  }
  return {
    side,
    ...(group === undefined ? {} : { group }),
    ...(grouping === undefined ? {} : { grouping }),
    sequence: issued === undefined ? own.length : (issued.sequence ?? 0),
    billedBefore,
    elsewhere: await linesOf(stores, ofSide.filter((invoice) => invoice.group !== group)),
    ...(issued === undefined ? {} : { issued }),
  }
}

/** Whether a group is of charges in advance, whose document is due when its period begins. */
export function isInAdvance(group: string | undefined): boolean {
  return group === 'advance' || group?.startsWith('advance+') === true
}

/** The group of the next one-off invoice of a day: each is a place of its own, and none continues another. */
export function oneOffGroup(kept: readonly Pick<IssuedInvoice, 'group'>[]): string {
  return `${oneOff}${kept.filter(({ group }) => isOneOff(group)).length + 1}`
}

/** Whether a document bills amounts alone, so that there is nothing to rate again. */
export function isOneOff(group: string | undefined): boolean {
  return group?.startsWith(oneOff) === true
}

const oneOff = 'one-off/'

/** Whether a document was issued within its period, so that the last one of the period goes on from it. */
function isProgressive({ issuedAt, to, group }: Pick<IssuedInvoice, 'issuedAt' | 'to' | 'group'>): boolean {
  return issuedAt < to && !isInAdvance(group) && !isOneOff(group)
}

async function linesOf(stores: Stores, invoices: readonly IssuedInvoice[]): Promise<ReadonlyMap<Hash, IssuedInvoice>> {
  const lines = new Map<Hash, IssuedInvoice>()
  for (const invoice of invoices) {
    if (!(await isVoid(stores, invoice))) for (const { id } of invoice.lines) lines.set(id, invoice)
  }
  return lines
}

export async function isVoid(stores: Stores, { id }: IssuedInvoice): Promise<boolean> {
  return (await stores.documents.statuses(id)).at(-1)?.to === 'void'
}

/**
 * What a document bills of each line, with what it was corrected to since: the last document of the period must not bill that a second time. What was given up of it by
 * hand stays given up.
 */
function billedBy({ id, number, lines }: IssuedInvoice, records: readonly CorrectionRecord[]): readonly BilledBefore[] {
  const billed = new Map<Hash, Decimal>(lines.map((line) => [line.id, line.amount]))
  const rerated = records.flatMap(({ correction }) => (correction?.kind === 'rerating' ? correction.delta.lines : []))
  for (const { line, subscription, amount } of rerated) {
    if (subscription !== undefined) billed.set(line, add(billed.get(line) ?? '0', amount))
  }
  return [...billed].filter(([, amount]) => !isZero(amount)).map(([line, amount]) => ({ line, document: id, label: `Invoice ${number}`, amount }))
}
