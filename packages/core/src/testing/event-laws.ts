import fc from 'fast-check'
import { canonicalJson } from '../evidence/canonical-json.js'
import type { Json } from '../evidence/json.js'
import { arbitraryBatches } from './arbitrary-deliveries.js'
import { hold, lawRuns, type LawOptions } from './hold.js'

/** A computation over what arrived, to be held against a law. */
export interface LawSubject<T, R> {
  readonly inputs: fc.Arbitrary<readonly T[]>
  /** What is compared, as canonical JSON. */
  readonly outcome: (inputs: readonly T[]) => R
}

export interface BatchLawSubject<T, R> {
  readonly inputs: fc.Arbitrary<readonly T[]>
  readonly outcome: (batches: readonly (readonly T[])[]) => R
}

/** I-ORDER: every order of the inputs has the same outcome, byte for byte. */
export function assertOrderFree<T, R extends Json>({ inputs, outcome }: LawSubject<T, R>, options: LawOptions = {}): void {
  const orders = inputs.chain((given) => fc.tuple(fc.constant(given), fc.shuffledSubarray([...given], { minLength: given.length })))
  fc.assert(
    fc.property(orders, ([given, reordered]) => {
      assertSame('the order of inputs', outcome(given), outcome(reordered))
    }),
    lawRuns(options),
  )
}

/** I-REPLAY: inputs that come again, at any place, change nothing. */
export function assertReplayFree<T, R extends Json>({ inputs, outcome }: LawSubject<T, R>, options: LawOptions = {}): void {
  const replays = inputs.chain((given) => {
    const place = fc.nat(Math.max(0, given.length - 1))
    const again = fc.array(fc.record({ original: place, place }), { maxLength: given.length === 0 ? 0 : 8 })
    return fc.tuple(fc.constant(given), again)
  })
  fc.assert(
    fc.property(replays, ([given, again]) => {
      // A repeat stands after its original, so that a first report stays the first.
      const replayed = given.flatMap((_, place) => [...given.slice(place, place + 1), ...repeatsAt(place, given, again)])
      assertSame('a repeat of inputs', outcome(given), outcome(replayed))
    }),
    lawRuns(options),
  )
}

interface Repeat {
  readonly original: number
  readonly place: number
}

function repeatsAt<T>(place: number, given: readonly T[], again: readonly Repeat[]): readonly T[] {
  return again.filter((repeat) => Math.max(repeat.place, repeat.original) === place).flatMap(({ original }) => given.slice(original, original + 1))
}

/** I-BATCH: cutting the inputs into batches, empty ones included, changes nothing. */
export function assertBatchFree<T, R extends Json>({ inputs, outcome }: BatchLawSubject<T, R>, options: LawOptions = {}): void {
  const cuts = inputs.chain((given) => fc.tuple(fc.constant(given), arbitraryBatches(given)))
  fc.assert(
    fc.property(cuts, ([given, batches]) => {
      assertSame('the cut into batches', outcome([given]), outcome(batches))
    }),
    lawRuns(options),
  )
}

function assertSame(change: string, before: Json, after: Json): void {
  const [expected, found] = [canonicalJson(before), canonicalJson(after)]
  hold(expected === found, `${change} does not change the outcome, but ${expected} became ${found}`)
}
