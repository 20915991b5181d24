import { canonicalJson, type Dimensions, type Instant, type Interval, type KnownAt } from '@farthing/core'
import { usageOfLine, type InvoiceEvidence, type InvoiceLine, type IssuedInvoice } from '@farthing/ledger'
import type { RatingOptions } from '@farthing/pricing'
import type { CorrectionRecord, Stores } from '@farthing/ports'
import type { BilledPeriod } from '../billing-period.js'
import { isOneOff } from '../invoices/document-place.js'
import { correctedEvidence } from './corrected-evidence.js'

/** A line of an issued invoice. */
export interface BilledLine {
  readonly invoice: IssuedInvoice
  readonly line: InvoiceLine
}

/** Where something that a meter read lies. */
export interface MeteredPlace {
  readonly meter: string
  readonly dimensions: Dimensions
  readonly at: Instant
}

/** What the invoices of a period and their corrections made of the usage of one subscription, by their evidence. */
export interface BilledUsage {
  /** The first of them: all have one cut. */
  readonly invoice: IssuedInvoice
  /** What could be seen last: by the invoice, or by the last re-rating of it. */
  readonly knownAt: KnownAt
  /** Re-ratings of it, by revision. */
  readonly looks: readonly CorrectionRecord[]
  /** Whether a credit note took all of it back. */
  readonly isCredited: boolean
  /** The lines that price usage: of one usage there are several where several components read its meter. */
  linesOf(place: MeteredPlace): readonly BilledLine[]
  /** How many events stand behind what was rated of a meter. */
  eventsOf(meter: string): number
}

/** What billed a period to its end; none while nothing has, and none where that was made void. */
export async function billedUsage(options: RatingOptions, stores: Stores, { contract, period }: BilledPeriod): Promise<BilledUsage | undefined> {
  const { id } = contract.subscription
  const invoices = await invoicesOf(stores, { contract, period })
  const [invoice] = invoices
  if (invoice === undefined) return undefined
  const groups = new Map<string, PricedGroup[]>()
  const events = new Map<string, number>()
  for (const each of invoices) {
    const evidence = await correctedEvidence(options, stores, each)
    if (evidence === undefined) continue
    collectLines(evidence, id, groups)
    if (each === invoice) countEvents(evidence, { subscription: id, period }, events)
  }
  const records = await stores.corrections.records(invoice.id)
  const looks = records.filter(({ knownAt }) => knownAt !== undefined)
  return {
    invoice,
    knownAt: looks.at(-1)?.knownAt ?? invoice.knownAt,
    looks,
    isCredited: records.some(({ correction }) => correction?.kind === 'void'),
    linesOf: (place) => (groups.get(groupKey(place)) ?? []).filter(({ from, to }) => from <= place.at && place.at < to).map(({ billed }) => billed),
    eventsOf: (meter) => events.get(meter) ?? 0,
  }
}

async function invoicesOf(stores: Stores, { contract, period }: BilledPeriod): Promise<readonly IssuedInvoice[]> {
  const found = await stores.documents.findByPeriod(contract.subscription.account, { from: period.from, to: period.to })
  const invoices: IssuedInvoice[] = []
  for (const invoice of found) {
    // Progressive invoices were issued within the period and did not bill it to its end.
    const isOfPeriod = invoice.side !== 'wholesale' && !isOneOff(invoice.group) && invoice.issuedAt >= period.to
    if (isOfPeriod && (await stores.documents.statuses(invoice.id)).at(-1)?.to !== 'void') invoices.push(invoice)
  }
  return invoices
}

interface PricedGroup extends Interval {
  readonly billed: BilledLine
}

function collectLines(evidence: InvoiceEvidence, subscription: string, groups: Map<string, PricedGroup[]>): void {
  const { invoice } = evidence
  for (const line of invoice.lines) {
    if (line.subscription !== subscription) continue
    for (const { usage } of usageOfLine(evidence, line)) {
      const key = groupKey(usage)
      groups.set(key, [...(groups.get(key) ?? []), { from: usage.from, to: usage.to, billed: { invoice, line } }])
    }
  }
}

function countEvents({ ratings }: InvoiceEvidence, { subscription, period }: { readonly subscription: string; readonly period: Interval }, events: Map<string, number>): void {
  const own = ratings.filter(({ contract, period: of }) => contract.subscription.id === subscription && contract.side === 'retail' && of.from === period.from && of.to === period.to)
  for (const usage of own.flatMap(({ facts }) => facts.usage)) events.set(usage.meter, (events.get(usage.meter) ?? 0) + usage.events)
}

function groupKey({ meter, dimensions }: Pick<MeteredPlace, 'meter' | 'dimensions'>): string {
  return canonicalJson([meter, dimensions])
}
