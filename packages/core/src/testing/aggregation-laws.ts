import fc from 'fast-check'
import { canonicalJson } from '../evidence/canonical-json.js'
import type { Json } from '../evidence/json.js'
import type { Aggregation, Occurrence } from '../meters/aggregation.js'
import { add } from '../money/arithmetic.js'
import { compare } from '../money/compare.js'
import { arbitraryDecimal } from './arbitrary-decimal.js'
import { arbitraryInstant } from './arbitrary-events.js'
import { hold, lawRuns, type LawOptions } from './hold.js'

/** A value with the event behind it. */
type Addend<V extends Json> = readonly [value: V, event: Occurrence]

export interface AggregationLawOptions<V extends Json = Json> extends LawOptions {
  /** Values that it reads. Needed by one with a reader of its own; decimals of both signs, or short texts, unless given. */
  readonly values?: fc.Arbitrary<V>
  /** Of one with `close`: the quantity of a whole is the sum of the quantities of its parts, as for an integral. Not checked unless set. */
  readonly additive?: boolean
}

/**
 * Holds an aggregation against the laws of its interface: `assertAggregationLaws(mine)` tests a new one in one line.
 *
 * Checked over random sets of values: any order of adding and any split into merged parts ends in the same state, byte for byte; `zero` is
 * the identity; `subtract` undoes `merge`; `accumulate` ends where `add` does; a state survives JSON; `close` gives the same level whether
 * time is closed at once or in pieces.
 */
export function assertAggregationLaws<S extends Json, V extends Json>(aggregation: Aggregation<S, V>, options: AggregationLawOptions<V> = {}): void {
  const addends = fc.uniqueArray(fc.tuple(valuesOf(aggregation, options), arbitraryOccurrence()), { maxLength: 24, selector: ([, { id }]) => id })
  const cases = addends.chain((all) => fc.record({
    cuts: fc.tuple(fc.nat(all.length), fc.nat(all.length)),
    all: fc.constant(all),
    shuffled: fc.shuffledSubarray(all, { minLength: all.length }),
    at: arbitraryInstant(),
  }))
  fc.assert(
    fc.property(cases, ({ all, cuts, shuffled, at }) => {
      const [low, high] = [Math.min(...cuts), Math.max(...cuts)]
      holdStateLaws(aggregation, { a: all.slice(0, low), b: all.slice(low, high), c: all.slice(high), shuffled })
      if (aggregation.close !== undefined) holdLevelLaws(aggregation, { all, at, additive: options.additive ?? false })
    }),
    lawRuns(options),
  )
}

/** Identities of a few sources, often at one instant, so that ties are common. */
function arbitraryOccurrence(): fc.Arbitrary<Occurrence> {
  const time = fc.oneof(arbitraryInstant(), fc.constantFrom('2026-10-25T00:00:00.000000Z', '2026-10-25T01:00:00.000000Z'))
  return fc.record({ time, source: fc.constantFrom('a', 'b'), id: fc.uuid() })
}

function valuesOf<S extends Json, V extends Json>({ name, reads }: Aggregation<S, V>, { values }: AggregationLawOptions<V>): fc.Arbitrary<V> {
  if (values !== undefined) return values
  if (typeof reads === 'function') throw new Error(`${name} reads values of its own: give some`)
  const standard: fc.Arbitrary<string> = reads === 'nothing' ? fc.constant('1') : reads === 'text' ? fc.constantFrom('a', 'b', 'c', 'é', '__proto__') : arbitraryDecimal()
  return standard as fc.Arbitrary<Json> as fc.Arbitrary<V>
}

interface Parts<V extends Json> {
  readonly a: readonly Addend<V>[]
  readonly b: readonly Addend<V>[]
  readonly c: readonly Addend<V>[]
  readonly shuffled: readonly Addend<V>[]
}

function holdStateLaws<S extends Json, V extends Json>(aggregation: Aggregation<S, V>, { a, b, c, shuffled }: Parts<V>): void {
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
}

const week = { from: '2026-10-22T00:00:00.000000Z', to: '2026-10-29T00:00:00.000000Z' }

function holdLevelLaws<S extends Json, V extends Json>(
  aggregation: Aggregation<S, V>,
  { all, at, additive }: { readonly all: readonly Addend<V>[]; readonly at: string; readonly additive: boolean },
): void {
  const close = (state: S, from: string, to: string, opening: Json) => aggregation.close?.(state, { from, to }, opening) ?? null
  const [before, after] = [stateOf(aggregation, all.filter(([, { time }]) => time < at)), stateOf(aggregation, all.filter(([, { time }]) => time >= at))]
  const whole = stateOf(aggregation, all)
  const middle = close(before, week.from, at, null)
  same('closing in pieces gives what closing at once gives', close(after, at, week.to, middle), close(whole, week.from, week.to, null))
  same('a level survives JSON', JSON.parse(canonicalJson(middle)) as Json, middle)
  if (!additive || at <= week.from) return
  const reference = week
  const parts = [
    aggregation.result(before, { from: week.from, to: at }, { reference }),
    aggregation.result(after, { from: at, to: week.to }, { opening: middle, reference }),
  ] as const
  const total = aggregation.result(whole, week, { reference })
  hold(compare(add(...parts), total) === 0, `the quantities of parts add up, but ${parts.join(' and ')} are not ${total}`)
}

function stateOf<S extends Json, V extends Json>(aggregation: Aggregation<S, V>, addends: readonly Addend<V>[]): S {
  return addends.reduce((state, [value, event]) => aggregation.add(state, value, event), aggregation.zero)
}

function accumulated<S extends Json, V extends Json>(aggregation: Aggregation<S, V>, addends: readonly Addend<V>[]): S {
  const accumulator = aggregation.accumulate?.()
  if (accumulator === undefined) return stateOf(aggregation, addends)
  for (const [value, event] of addends) accumulator.add(value, event)
  return accumulator.state()
}

function same(law: string, a: Json, b: Json): void {
  const [left, right] = [canonicalJson(a), canonicalJson(b)]
  hold(left === right, `${law}, but ${left} is not ${right}`)
}
