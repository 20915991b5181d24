import { addAll, compare, isZero, negate, signOf, subtract, type Exact, type Hash } from '@farthing/core'
import type { Charge } from '@farthing/pricing'
import { billedBeforeStage } from '../invoices/grouping/bill-rest.js'
import type { InvoiceLine, IssuedInvoice } from '../invoices/invoice.js'
import { isRerated, linesNow, type KnownDocument } from './document-history.js'
import type { Mismatch } from './mismatch.js'

interface PlacedLine {
  readonly document: IssuedInvoice
  readonly line: InvoiceLine
}

interface LineRecords {
  /** The newest revision of each charge. */
  readonly charges: readonly Charge[]
  /** Every rating that gave one, superseded ones too. */
  readonly given: readonly Charge[]
}

/**
 * Charges against the lines of documents: each charge with an amount stands on one line, with its rating and its exact amount. Where progressive documents
 * billed a part of it before, the last line names each of them. What is void bills nothing; what is corrected bills what it was corrected to. A charge that was
 * rated again and came to the same leaves its line as it is.
 */
export function reconcileLines({ charges, given }: LineRecords, documents: readonly KnownDocument[]): readonly Mismatch[] {
  const standing = documents.filter(({ history }) => history.isVoid !== true)
  const isContinued = continuedIn(standing)
  const rated = new Map(charges.map((charge) => [charge.chargeKey, charge]))
  const billed = placeLines(standing, (document, { amount }) => !isZero(amount) || !isContinued(document))
  const ratingKeys = new Set(given.map(({ ratingKey }) => ratingKey))
  const withdrawn = placeLines(documents.filter(({ history }) => history.isVoid === true))
  return [
    ...[...billed].flatMap(([key, lines]) => differencesOf(lines, { charge: rated.get(key), ratingKeys, withdrawn: withdrawn.get(key) })),
    ...unbilled(charges, { documents, standing: standing.filter(({ document }) => !isContinued(document)), billed }),
  ]
}

/** Whether a later document of the same place goes on from a progressive one: what is to be billed there, and what a line of zero would say, it says. */
function continuedIn(standing: readonly KnownDocument[]): (document: IssuedInvoice) => boolean {
  const placeOf = ({ account, currency, side, group, from, to }: IssuedInvoice): string => JSON.stringify([account, currency, side ?? null, group ?? null, from, to])
  const last = new Map<string, number>()
  for (const { document } of standing) last.set(placeOf(document), Math.max(last.get(placeOf(document)) ?? 0, document.sequence ?? 0))
  return (document) => (document.sequence ?? 0) < (last.get(placeOf(document)) ?? 0)
}

function placeLines(documents: readonly KnownDocument[], isPlaced: (document: IssuedInvoice, line: InvoiceLine) => boolean = () => true): ReadonlyMap<Hash, readonly PlacedLine[]> {
  const billed = new Map<Hash, PlacedLine[]>()
  for (const known of documents) {
    for (const line of linesNow(known)) if (isPlaced(known.document, line)) billed.set(line.id, [...(billed.get(line.id) ?? []), { document: known.document, line }])
  }
  return billed
}

interface Rated {
  readonly charge: Charge | undefined
  readonly ratingKeys: ReadonlySet<Hash>
  readonly withdrawn: readonly PlacedLine[] | undefined
}

/** A charge that was rated anew for a document that is void now is due as it stands on the documents before; what is billed next says what it is. */
function differencesOf(lines: readonly PlacedLine[], { charge, ratingKeys, withdrawn = [] }: Rated): readonly Mismatch[] {
  const last = lines.at(-1)
  if (last === undefined) return []
  const { line, document: { currency, number, issuedAt } } = last
  const subject = line.id
  if (charge === undefined) return [{ kind: 'line_without_charge', subject, amount: line.amount, currency, because: `is billed on ${number} and was never rated` }]
  const found: Mismatch[] = []
  const exact = ratedExact(line)
  const isStale = withdrawn.some(({ document }) => document.issuedAt >= issuedAt)
  const isRated = charge.ratingKey === line.ratingKey || ratingKeys.has(line.ratingKey)
  if (!isStale && !(isRated && compare(charge.amount, exact) === 0)) {
    found.push({ kind: 'line_differs', subject, amount: subtract(exact, charge.amount), currency: charge.currency, because: `is ${exact} on ${number} and was rated ${charge.amount}` })
  }
  for (const before of lines.slice(0, -1)) {
    if (!isNamed(before, line)) found.push({ kind: 'charge_billed_twice', subject, amount: before.line.amount, currency, because: `is on ${before.document.number} and again on ${number}` })
  }
  return found
}

/** Whether a later line takes off what an earlier document billed. */
function isNamed({ document, line: { amount } }: PlacedLine, { adjustments = [] }: InvoiceLine): boolean {
  if (signOf(amount) <= 0) return true
  return adjustments.some(({ stage, rule, exact }) => stage === billedBeforeStage && rule === document.id && compare(negate(exact), amount) === 0)
}

/** What the charge of a line came to, before a person set another amount and before the currency and earlier documents. */
function ratedExact({ conversion, exact, adjustments = [] }: InvoiceLine): Exact {
  if (conversion !== undefined) return conversion.exact
  const own: readonly string[] = ['override', billedBeforeStage]
  return subtract(exact, addAll(adjustments.flatMap((each) => (own.includes(each.stage) ? [each.exact] : []))))
}

interface Billing {
  readonly documents: readonly KnownDocument[]
  readonly standing: readonly KnownDocument[]
  readonly billed: ReadonlyMap<Hash, unknown>
}

/** What standing documents were rated to bill and do not. Without that, every charge is expected on some document. */
function unbilled(charges: readonly Charge[], { documents, standing, billed }: Billing): readonly Mismatch[] {
  const isSaid = documents.some(({ history }) => history.billable !== undefined)
  // What a correction rated no more is due no more.
  const due = new Set(standing.flatMap(({ history }) => (isRerated(history) ? [] : (history.billable ?? []))))
  return charges
    .filter(({ chargeKey, amount }) => !billed.has(chargeKey) && !isZero(amount) && (due.has(chargeKey) || !isSaid))
    .map(({ chargeKey, amount, currency }) => ({ kind: 'charge_unbilled', subject: chargeKey, amount, currency, because: 'is rated and on no document' }))
}
