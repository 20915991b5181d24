import { canonicalJson, checkJson, isFarthingError, type FailureCode } from '@farthing/core'

/** Compares plain JSON, whatever the order of keys; anything that is not plain JSON does not compare, `undefined` as a whole aside. */
export function expectSame(actual: unknown, expected: unknown, what: string): void {
  const [got, wanted] = [textOf(actual, what), textOf(expected, what)]
  if (got !== wanted) throw new Error(`${what}: expected ${shorten(wanted)}, got ${shorten(got)}`)
}

/** The call rejects with this code. */
export async function expectFailure(code: FailureCode, what: string, call: () => Promise<unknown>): Promise<void> {
  const outcome = await outcomeOf(call)
  if (outcome.kind === 'resolved') throw new Error(`${what}: expected a failure ${code}, but it resolved`)
  const got = isFarthingError(outcome.error) ? outcome.error.code : String(outcome.error)
  if (got !== code) throw new Error(`${what}: expected a failure ${code}, got ${got}`, { cause: outcome.error })
}

export type Outcome<T> = { readonly kind: 'resolved'; readonly value: T } | { readonly kind: 'rejected'; readonly error: unknown }

/** How a call ended, without rejecting. */
export async function outcomeOf<T>(call: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { kind: 'resolved', value: await call() }
  } catch (error) {
    return { kind: 'rejected', error }
  }
}

/** Of calls at the same time one resolves and the others reject with `storage.conflict`. Gives the place of the winner. */
export async function expectOneWinner(calls: readonly (() => Promise<unknown>)[], what: string): Promise<number> {
  const outcomes = await Promise.all(calls.map((call) => outcomeOf(call)))
  const ends = outcomes.map((outcome) => {
    if (outcome.kind === 'resolved') return 'resolved'
    return isFarthingError(outcome.error) ? outcome.error.code : String(outcome.error)
  })
  expectSame([...ends].sort(), ['resolved', ...calls.slice(1).map(() => 'storage.conflict')], what)
  return ends.indexOf('resolved')
}

function textOf(value: unknown, what: string): string {
  return value === undefined ? 'undefined' : canonicalJson(checkJson(value, what))
}

function shorten(text: string): string {
  return text.length <= 1000 ? text : `${text.slice(0, 1000)}… (${text.length} characters)`
}
