import { compare, compareBytes, isZero, localDateOf, localDateTimeOf, minorUnitsOf, type Dimensions, type Zone } from '@farthing/core'
import { numberText } from '../invoices/calculation-text.js'
import type { InvoiceLine } from '../invoices/invoice.js'
import type { ExplainedEvent, ExplainedUsage, LineExplanation } from './explain-line.js'

/**
 * The tree of a line as readable text, one node a text line, deeper ones indented: how the amount comes about, its steps and stages, its usage, windows
 * and events. Times are local to the invoice's zone.
 *
 * The same on every machine and in every locale; lines end with `\n`, the text does not.
 */
export function lineText(explanation: LineExplanation): string {
  const { invoice, line } = explanation
  const digits = minorUnitsOf(invoice.currency)
  return [
    `${invoice.number}, ${line.description} of ${line.subscription}, from ${localDateOf(line.from, invoice.zone)} until ${localDateOf(line.to, invoice.zone)}`,
    `  ${amountText(line, digits)} ${invoice.currency}`,
    ...stepTexts(line, digits).map((text) => `    ${text}`),
    ...documentTexts(explanation, digits).map((text) => `  ${text}`),
    ...correctionTexts(explanation, digits).map((text) => `  ${text}`),
    `  price: ${line.model} of plan ${line.plan}, version ${short(line.planVersion)}`,
    ...line.stages.map(({ id, use, hash }) => `  stage: ${id} (${use}, ${short(hash)})`),
    ...explanation.of.map(({ description, amount }) => `  of: ${description}, ${numberText(amount, digits)}`),
    ...explanation.usage.flatMap((usage) => usageTexts(usage, invoice.zone)),
    ...eventTexts(explanation),
  ].join('\n')
}

function amountText({ calculation, exact, amount }: InvoiceLine, digits: number): string {
  const rounded = numberText(amount, digits)
  const whole = compare(exact, amount) === 0 ? rounded : `${numberText(exact, digits)}, rounded ${rounded}`
  return calculation === whole ? whole : `${calculation} = ${whole}`
}

function stepTexts({ details, adjustments = [] }: InvoiceLine, digits: number): readonly string[] {
  const steps = details.length > 1 ? details.map((step) => `${step.description}: ${step.calculation} = ${numberText(step.amount, digits)}`) : []
  return [...steps, ...adjustments.map(({ description, stage, rule, amount }) => `${description} (${stage}: ${rule}): ${numberText(amount, digits)}`)]
}

function documentTexts({ document: { discounts, tax = '0', credits } }: LineExplanation, digits: number): readonly string[] {
  return [
    ...(isZero(discounts) ? [] : [`discounts: −${numberText(discounts, digits)}`]),
    ...(isZero(tax) ? [] : [`tax: ${numberText(tax, digits)}`]),
    ...(isZero(credits) ? [] : [`paid before: −${numberText(credits, digits)}`]),
  ]
}

function correctionTexts({ correction }: LineExplanation, digits: number): readonly string[] {
  if (correction === undefined) return []
  const { revision, number, billed, due, causes } = correction
  const name = number === undefined ? `correction ${revision}` : `correction ${revision}, ${number}`
  return [`${name}: ${numberText(billed, digits)} billed before, ${numberText(due, digits)} due`, ...causes.map(({ text }) => `  because: ${text}`)]
}

function usageTexts({ meter, dimensions, from, to, quantity, events, evidence, windows = [] }: ExplainedUsage, zone: Zone): readonly string[] {
  return [
    `  usage: ${meter}${dimensionsText(dimensions)}, ${numberText(quantity)} from ${countText(events)}, ${momentText(from, zone)} until ${momentText(to, zone)} (evidence ${short(evidence)})`,
    ...windows.map((window) => `    window from ${momentText(window.from, zone)}: ${numberText(window.quantity)} from ${countText(window.events)} (${short(window.evidence)})`),
  ]
}

function eventTexts({ events, invoice: { zone } }: LineExplanation): readonly string[] {
  if (events === undefined) return []
  const more = events.next === undefined ? [] : ['  more events on the next page']
  return [...events.items.map((event) => `  event: ${eventText(event, zone)}`), ...more]
}

function eventText({ source, id, revision, time, meter, value, dimensions }: ExplainedEvent, zone: Zone): string {
  const revised = revision === 0 ? '' : `, revision ${revision}`
  return `${id} of ${source}${revised}, ${momentText(time, zone)}: ${meter}${dimensionsText(dimensions)} ${typeof value === 'string' ? value : JSON.stringify(value)}`
}

function dimensionsText(dimensions: Dimensions): string {
  const names = Object.keys(dimensions).sort(compareBytes)
  return names.length === 0 ? '' : ` (${names.map((name) => `${name}: ${dimensions[name] ?? 'none'}`).join(', ')})`
}

function countText(events: number): string {
  return events === 1 ? '1 event' : `${events} events`
}

/** `2026-10-14 11:00`, with seconds where there are any. */
function momentText(instant: string, zone: Zone): string {
  const [date = '', time = ''] = localDateTimeOf(instant, zone).split('T')
  return `${date} ${time.endsWith(':00') ? time.slice(0, -':00'.length) : time}`
}

function short(hash: string): string {
  return hash.slice(0, 12)
}
