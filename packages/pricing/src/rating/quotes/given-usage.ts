import { add, canonicalJson, type Aggregation, type AggregationTable, type Dimensions, type Exact, type Interval, type Json, type UsageBucket } from '@farthing/core'

/** A quantity that nobody measured: somebody asks what it would cost. */
export interface GivenQuantity {
  readonly meter: string
  readonly dimensions: Dimensions
  readonly quantity: Exact
}

const given: Aggregation<Exact, Json> = {
  name: 'given',
  reads: 'nothing',
  zero: '0',
  add: (state) => state,
  merge: (a, b) => add(a, b),
  result: (state) => state,
}

/** What given quantities add up by, beside the aggregations of measured usage. */
export function withGiven(aggregations: AggregationTable): AggregationTable {
  return { ...aggregations, given: given }
}

/** Given quantities in the form of measured usage, over an interval, so that `rate` prices them as it prices usage. Equal groups are added up. */
export function givenUsage(quantities: readonly GivenQuantity[], subscription: string, { from, to }: Interval): readonly UsageBucket[] {
  const groups = new Map<string, GivenQuantity>()
  for (const each of quantities) {
    const key = canonicalJson([each.meter, each.dimensions])
    const before = groups.get(key)
    groups.set(key, before === undefined ? each : { ...each, quantity: add(before.quantity, each.quantity) })
  }
  return [...groups.values()].map(({ meter, dimensions, quantity }) => {
    const canonical = add(quantity, '0')
    return { subscription, meter, dimensions, from, to, quantity: canonical, events: 1, evidence: 'none', aggregation: 'given', state: canonical }
  })
}
