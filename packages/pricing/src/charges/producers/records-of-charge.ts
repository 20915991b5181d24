import { addAll, compare, compareBytes, fail, isZero, type Exact, type JsonObject } from '@farthing/core'
import type { ChargeDraft } from '../pipeline/charge-draft.js'
import type { FactPackName } from '../pipeline/fact-pack.js'
import type { StageFacts } from '../pipeline/stage.js'

/** Which records of a pack a charge is made of. */
export interface RecordsAsked {
  readonly pack: FactPackName
  readonly charge: ChargeDraft
  /** Of the usage that the records are: what the price is applied to. */
  readonly quantity: Exact
  /** The field whose sum that is. */
  readonly counted: string
}

/**
 * The records of the charge's meter, dimensions and time, in the order of occurrence, source and id, whatever the order in which they are
 * given. Records that are not exactly the measured usage are refused: a missing one would be a transaction that nobody bills.
 *
 * @throws `rating.fact_missing` where usage was measured and the pack is not given, `rating.fact_invalid`
 */
export function recordsOfCharge(facts: StageFacts, { pack, charge, quantity, counted }: RecordsAsked): readonly JsonObject[] {
  const given = facts[pack]
  if (given === undefined && !isZero(quantity)) fail('rating.fact_missing', { field: `facts.${pack}`, because: `is missing for ${charge.key}`, facts: { pack, charge: charge.key } })
  const own = (given ?? []).filter((record) => isOf(record, charge)).sort(byOccurrence)
  const total = addAll(own.map((record) => figureOf(record, counted)))
  if (compare(total, quantity) === 0) return own
  const because = `sum to ${total} for ${charge.key}, of which ${quantity} was measured and not yet priced otherwise`
  return fail('rating.fact_invalid', { field: `facts.${pack}`, because, facts: { charge: charge.key, total, measured: quantity } })
}

/** A figure of a record that was checked against its pack. */
export function figureOf(record: JsonObject, field: string): Exact {
  return record[field] as Exact
}

/** A text of a record; empty where it has none. */
export function textOf(record: JsonObject, field: string): string {
  const value = record[field]
  return typeof value === 'string' ? value : ''
}

function isOf(record: JsonObject, { meter, dimensions, from, to }: ChargeDraft): boolean {
  const occurredAt = textOf(record, 'occurredAt')
  if (record.meter !== meter || occurredAt < from || occurredAt >= to) return false
  const own = record.dimensions as JsonObject
  return Object.entries(dimensions).every(([name, value]) => ((Object.hasOwn(own, name) ? own[name] : undefined) ?? null) === value)
}

/** By time, source and id: the order in which usage happened. */
export function byOccurrence(a: JsonObject, b: JsonObject): number {
  return compareBytes(textOf(a, 'occurredAt'), textOf(b, 'occurredAt')) || compareBytes(textOf(a, 'source'), textOf(b, 'source')) || compareBytes(textOf(a, 'id'), textOf(b, 'id'))
}
