import { fail, type Dimensions, type Instant, type JsonObject } from '@farthing/core'
import type { Facts } from '../../charges/pipeline/facts.js'
import type { PriceFacts } from '../../models/price-facts.js'

/** One group of a meter's usage, with what prices may read of it beside its quantity. */
export interface GivenGroup {
  readonly meter: string
  readonly facts: PriceFacts
}

/**
 * Transactions, amounts and time entries as the records that price producers read, in the order given. They all happen at one instant.
 *
 * @throws `rating.fact_missing` for what no record of an event can say: quantities of other meters, and what a period before handed on
 */
export function givenFacts(groups: readonly GivenGroup[], at: Instant): Pick<Facts, 'ratedEvents' | 'timeEntries'> {
  const events = groups.flatMap((group) => eventsOf(group, at))
  const entries = groups.flatMap((group) => entriesOf(group, at))
  return { ...(events.length === 0 ? {} : { ratedEvents: events }), ...(entries.length === 0 ? {} : { timeEntries: entries }) }
}

/** Whether usage is told one by one, so that it cannot be spread over time. */
export function isToldOneByOne({ facts: { transactions, entries, amount } }: GivenGroup): boolean {
  return transactions !== undefined || entries !== undefined || amount !== undefined
}

function eventsOf({ meter, facts: { quantity, dimensions = {}, transactions, amount, quantities, carry } }: GivenGroup, at: Instant): readonly JsonObject[] {
  for (const [name, fact] of Object.entries({ quantities, carry })) {
    if (fact !== undefined) fail('rating.fact_missing', { field: `usage.${meter}.${name}`, because: 'is given, but a quote of a plan reads it nowhere', facts: { meter, fact: name } })
  }
  if (transactions !== undefined) return transactions.map((value, index) => ({ ...placeOf(meter, dimensions, index, at), quantity: value }))
  return amount === undefined ? [] : [{ ...placeOf(meter, dimensions, 0, at), quantity, amount }]
}

function entriesOf({ meter, facts: { dimensions = {}, entries = [] } }: GivenGroup, at: Instant): readonly JsonObject[] {
  return entries.map(({ minutes, userType }, index) => ({ ...placeOf(meter, dimensions, index, at), minutes, ...(userType === undefined ? {} : { userType }) }))
}

/** Ids sort as the facts were given; groups are told apart by their dimensions. */
function placeOf(meter: string, dimensions: Dimensions, index: number, occurredAt: Instant): JsonObject {
  return { meter, dimensions: { ...dimensions }, occurredAt, source: `given ${JSON.stringify([meter, dimensions])}`, id: String(index).padStart(9, '0') }
}
