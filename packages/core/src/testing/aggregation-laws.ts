import fc from 'fast-check'
import { canonicalJson } from '../evidence/canonical-json.js'
import type { Json } from '../evidence/json.js'
import type { Aggregation, Occurrence } from '../meters/aggregation.js'
import type { Decimal } from '../money/decimal-type.js'
import { arbitraryDecimal } from './arbitrary-decimal.js'
import { arbitraryInstant } from './arbitrary-events.js'
import { hold, lawRuns, type LawOptions } from './hold.js'

/** A value with the event behind it. */
type Addend = readonly [value: Decimal, event: Occurrence]

export interface AggregationLawOptions extends LawOptions {
  /** Values that it reads; decimals of both signs unless given. */
  readonly values?: fc.Arbitrary<Decimal>
}

/**
 * Holds an aggregation against the laws of its interface: `assertAggregationLaws(mine)` tests a new one in one line.
 *
 * Checked over random sets of values: any order of adding and any split into merged parts ends in the same state, byte for byte; `zero` is
 * the identity; `subtract` undoes `merge`; `accumulate` ends where `add` does; a state survives JSON.
 */
export function assertAggregationLaws<S extends Json>(aggregation: Aggregation<S>, options: AggregationLawOptions = {}): void {
  const { values = arbitraryDecimal() } = options
  const occurrence = fc.record({ time: arbitraryInstant(), source: fc.constantFrom('a', 'b'), id: fc.uuid() })
  const value = aggregation.reads === 'nothing' ? fc.constant<Decimal>('1') : values
  const addends = fc.array(fc.tuple(value, occurrence), { maxLength: 8 })
  const cases = fc.tuple(addends, addends, addends).chain(([a, b, c]) => {
    const all = [...a, ...b, ...c]
    return fc.record({ a: fc.constant(a), b: fc.constant(b), c: fc.constant(c), shuffled: fc.shuffledSubarray(all, { minLength: all.length }) })
  })
  fc.assert(
    fc.property(cases, ({ a, b, c, shuffled }) => {
      const { zero } = aggregation
      const merge = (left: S, right: S) => aggregation.merge(left, right)
      const [stateA, stateB, stateC] = [stateOf(aggregation, a), stateOf(aggregation, b), stateOf(aggregation, c)]
      const whole = stateOf(aggregation, shuffled)
      same('merging parts gives the state of the whole, in any order', merge(merge(stateA, stateB), stateC), whole)
      same('merge is associative', merge(stateA, merge(stateB, stateC)), whole)
      same('merge is commutative', merge(stateA, stateB), merge(stateB, stateA))
      same('zero is the identity of merge', merge(zero, stateA), stateA)
      same('a state survives JSON', JSON.parse(canonicalJson(whole)) as Json, whole)
      if (aggregation.subtract !== undefined) same('subtract undoes merge', aggregation.subtract(merge(stateA, stateB), stateB), stateA)
      if (aggregation.accumulate !== undefined) same('accumulate ends where add does', accumulated(aggregation, shuffled), whole)
    }),
    lawRuns(options),
  )
}

function stateOf<S extends Json>(aggregation: Aggregation<S>, addends: readonly Addend[]): S {
  return addends.reduce((state, [value, event]) => aggregation.add(state, value, event), aggregation.zero)
}

function accumulated<S extends Json>(aggregation: Aggregation<S>, addends: readonly Addend[]): S {
  const accumulator = aggregation.accumulate?.()
  if (accumulator === undefined) return stateOf(aggregation, addends)
  for (const [value, event] of addends) accumulator.add(value, event)
  return accumulator.state()
}

function same(law: string, a: Json, b: Json): void {
  const [left, right] = [canonicalJson(a), canonicalJson(b)]
  hold(left === right, `${law}, but ${left} is not ${right}`)
}
