import { canonicalJson, type Dimensions, type Instant, type Interval, type KnownAt } from '@farthing/core'
import { usageOfLine, type InvoiceEvidence, type InvoiceLine, type IssuedInvoice } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import type { BilledPeriod } from '../billing-period.js'

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

/** What the invoices of a period made of the usage of one subscription, by their evidence. */
export interface BilledUsage {
  /** The first of them: all have one cut. */
  readonly invoice: IssuedInvoice
  readonly knownAt: KnownAt
  /** The lines that price usage: of one usage there are several where several components read its meter. */
  linesOf(place: MeteredPlace): readonly BilledLine[]
  /** How many events stand behind what was rated of a meter. */
  eventsOf(meter: string): number
}

/** What billed a period to its end; none while nothing has. */
export async function billedUsage(stores: Stores, { contract, period }: BilledPeriod): Promise<BilledUsage | undefined> {
  const { account, id } = contract.subscription
  const { currency } = contract.planVersion.content
  const found = await stores.documents.findByPeriod(account, { from: period.from, to: period.to })
  // Progressive invoices were issued within the period and did not bill it to its end.
  const invoices = found.filter((invoice) => invoice.currency === currency && invoice.side !== 'wholesale' && invoice.issuedAt >= period.to)
  const [invoice] = invoices
  if (invoice === undefined) return undefined
  const groups = new Map<string, PricedGroup[]>()
  const events = new Map<string, number>()
  for (const each of invoices) {
    const evidence = await stores.documents.evidence(each.id)
    if (evidence === undefined) continue
    collectLines(evidence, id, groups)
    if (each === invoice) countEvents(evidence, { subscription: id, period }, events)
  }
  return {
    invoice,
    knownAt: invoice.knownAt,
    linesOf: (place) => (groups.get(groupKey(place)) ?? []).filter(({ from, to }) => from <= place.at && place.at < to).map(({ billed }) => billed),
    eventsOf: (meter) => events.get(meter) ?? 0,
  }
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
