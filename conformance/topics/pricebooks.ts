import {
  addAll,
  aggregateUsage,
  divide,
  mergeUsage,
  minorUnitsOf,
  negate,
  parseUsageEvent,
  round,
  shiftInstant,
  timeWeighted,
  type Decimal,
  type Exact,
  type Instant,
} from '@farthing/core'
import { capCredit, ratePooled, ratePrice, type RatedPrice } from '@farthing/pricing'
import type { Topic, Vector } from '../vector.js'
import { translateCharge, type GivenBook, type TranslatedCharge } from './pricebook-translation.js'

/** A worked example: quantities by charge, a list of them as one line each. */
interface Given {
  readonly book: GivenBook
  readonly q?: { readonly [charge: string]: Decimal | readonly Decimal[] }
  /** Uses of a pool in the order in which they arrive. */
  readonly seq?: readonly (readonly [sku: string, quantity: Decimal])[]
  /** Levels of storage and the hours that each stood. */
  readonly byte_hours?: readonly (readonly [bytes: Decimal | number, hours: number])[]
  readonly hours_in_month?: number
}

/** Lines of one charge, rounded; a quantity that is no list has one line. */
interface ChargeLines {
  readonly charge: string
  readonly amounts: readonly Decimal[]
  /** Of a charge in tiers, each rounded; a vendor that shows these has them as its lines. */
  readonly tiers: readonly Decimal[]
  readonly listed: boolean
}

export const pricebooks: Topic = (vector) => {
  const given = vector.given as Vector['given'] & Given
  const charges = Object.entries(given.book.charges).map(([charge, translated]) => [charge, translateCharge(translated)] as const)
  const problem = charges.map(([, charge]) => charge).find((charge) => 'unsupported' in charge)
  if (problem !== undefined && 'unsupported' in problem) return problem

  const lines = charges.flatMap(([charge, translated]) => linesOf(charge, translated, given))
  const credits = charges.flatMap(([charge, translated]) => creditLines(charge, translated, lines, given))
  const showsTiers = Object.hasOwn(vector.expect, 'tier_lines')
  return { answered: { ...answerOf([...lines, ...credits], showsTiers), ...storageAnswer(given) } }
}

/** Lines are rounded one by one, and the total is their sum. */
function answerOf(lines: readonly ChargeLines[], showsTiers: boolean): { readonly [name: string]: unknown } {
  return {
    lines: Object.fromEntries(lines.map(({ charge, amounts, listed }) => [charge, listed ? amounts : amounts[0]])),
    lines_seq: lines.find(({ listed }) => listed)?.amounts,
    tier_lines: lines.flatMap(({ tiers }) => tiers),
    total: addAll(lines.flatMap(({ amounts, tiers }) => (showsTiers && tiers.length > 0 ? tiers : amounts))),
  }
}

function linesOf(charge: string, translated: TranslatedCharge, given: Given): readonly ChargeLines[] {
  if ('pooled' in translated) {
    const { uses } = ratePooled(translated.pooled, (given.seq ?? []).map(([meter, quantity]) => ({ meter, quantity })))
    return [{ charge, amounts: uses.map(({ amount }) => rounded(amount, given)), tiers: tiersOf(uses, given), listed: true }]
  }
  const asked = given.q?.[charge]
  if (!('price' in translated) || asked === undefined) return []
  const rated = [asked].flat().map((quantity) => ratePrice(translated.price, quantity))
  const tiers = given.book.charges[charge]?.model === 'graduated' ? tiersOf(rated, given) : []
  return [{ charge, amounts: rated.map(({ amount }) => rounded(amount, given)), tiers, listed: typeof asked !== 'string' }]
}

function tiersOf(rated: readonly RatedPrice[], given: Given): readonly Decimal[] {
  return rated.flatMap(({ parts }) => parts.map((part) => rounded(part.amount, given)))
}

/** A credit takes off what the lines that it applies to come to, at most. */
function creditLines(charge: string, translated: TranslatedCharge, lines: readonly ChargeLines[], given: Given): readonly ChargeLines[] {
  if (!('credit' in translated)) return []
  const charged = addAll(lines.flatMap((line) => (translated.on.includes(line.charge) ? line.amounts : [])))
  const { credit } = capCredit({ wanted: translated.credit, charged })
  return [{ charge, amounts: [negate(rounded(credit, given))], tiers: [], listed: false }]
}

function rounded(amount: Exact, { book }: Given): Decimal {
  return round(amount, { mode: 'half-up', exponent: minorUnitsOf(book.currency) })
}

const bytesPerGigabyte: Decimal = '1073741824'
const event = 'storage'
const start: Instant = '2026-01-01T00:00:00.000000Z'

/** The level of storage averaged over the hours of the month, as a meter measures it. */
function storageAnswer({ byte_hours: levels, hours_in_month: hours = 0 }: Given): { readonly gb_month?: Exact } {
  if (levels === undefined) return {}
  const period = { from: start, to: afterHours(hours) }
  let elapsed = 0
  const events = [...levels, ['0', 0] as const].map(([bytes, stood], index) => {
    const time = afterHours(elapsed)
    elapsed += stood
    return parseUsageEvent({ id: String(index).padStart(6, '0'), source: 'case', type: event, subject: 'bucket', time, data: { bytes: String(bytes) } })
  })
  const meter = timeWeighted({ event, value: 'bytes', reports: 'level', per: 'period' })
  const { buckets } = aggregateUsage(events, { meters: { meter }, subscriptions: [{ id: 'book', account: 'bucket', subjects: ['bucket'], ...period }] })
  const [usage] = mergeUsage(buckets, period, { reference: period })
  return { gb_month: divide(usage?.quantity ?? '0', bytesPerGigabyte) }
}

function afterHours(hours: number): Instant {
  return shiftInstant(start, hours * 3_600_000)
}
