import { clipInterval, type Interval, type UsageBucket } from '@farthing/core'
import { metersRead, type Component, type RatingInput } from '@farthing/pricing'
import type { InvoiceEvidence } from '../invoices/invoice-evidence.js'
import type { InvoiceLine } from '../invoices/invoice.js'

/** Usage behind a line, and where it stands in the evidence. */
export interface LineUsage {
  /** Place in `ratings` of the evidence. */
  readonly rating: number
  /** Place in `facts.usage` of that rating. */
  readonly index: number
  readonly usage: UsageBucket
}

/**
 * The usage that a line prices: of the meters that its component reads, in its time and of its dimensions. A line of a component that keeps fewer
 * dimensions apart than its meter has several; a fee and a line that a stage added have none.
 */
export function usageOfLine(evidence: Pick<InvoiceEvidence, 'ratings'>, line: InvoiceLine): readonly LineUsage[] {
  const rating = ratingOfLine(evidence, line)
  const found = rating === undefined ? undefined : evidence.ratings[rating]
  if (rating === undefined || found === undefined) return []
  const meters = metersOf(line, componentOfLine(found, line))
  return found.facts.usage.flatMap((usage, index) => (meters.includes(usage.meter) && isWithin(usage, line) && hasDimensions(usage, line) ? [{ rating, index, usage }] : []))
}

/** The place of the rating that made a line: of its subscription, side and plan version, in its time. None in evidence of another document. */
export function ratingOfLine({ ratings }: Pick<InvoiceEvidence, 'ratings'>, { subscription, side = 'retail', planVersion, from, to }: InvoiceLine): number | undefined {
  const own = ratings.map((rating, index) => ({ rating, index })).filter(({ rating: { contract } }) =>
    contract.subscription.id === subscription && contract.side === side && contract.planVersion.version === planVersion)
  // The credit of a fee may reach beyond the end of what was rated.
  const within = own.find(({ rating }) => covers(rating, { from, to })) ?? own.find(({ rating }) => covers(rating, { from, to: from }))
  return (within ?? own[0])?.index
}

function covers({ contract, period }: RatingInput, { from, to }: Interval): boolean {
  const billed = clipInterval({ from: period.from, to: period.to }, { from: contract.subscription.from, to: contract.subscription.to })
  return billed !== undefined && billed.from <= from && to <= billed.to
}

/** The terms that a line was priced by; none of a line that a stage added. */
export function componentOfLine({ contract: { planVersion, pieces } }: RatingInput, { component, from, to }: InvoiceLine): Component | undefined {
  const piece = pieces?.find((each) => each.from === from && each.to === to && Object.hasOwn(each.components, component))
  const components = piece?.components ?? planVersion.content.components
  const found = Object.hasOwn(components, component) ? components[component] : undefined
  return found !== undefined && 'price' in found ? found : undefined
}

function metersOf({ meter }: InvoiceLine, component: Component | undefined): readonly string[] {
  if (meter === undefined) return []
  return component === undefined ? [meter] : metersRead(component)
}

function isWithin(usage: Interval, { from, to }: Interval): boolean {
  return from <= usage.from && usage.to <= to
}

function hasDimensions({ dimensions }: UsageBucket, line: InvoiceLine): boolean {
  return Object.entries(line.dimensions).every(([name, value]) => Object.hasOwn(dimensions, name) && dimensions[name] === value)
}
