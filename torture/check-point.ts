import { isFarthingError } from '@farthing/core'
import type { KeptState } from './observe/kept-state.js'
import { withoutChance } from './observe/without-chance.js'
import { noAnswer, type Baseline, type Point } from './point.js'

export interface PointOutcome {
  readonly violations: readonly string[]
  /** The caller got an error, or nothing. */
  readonly isHarmed: boolean
  /** The caller got an error, and all was kept. */
  readonly committedDespiteError: boolean
}

export interface Harness {
  readonly kept: KeptState
  /** Waits until nobody else is connected, so that what is kept no longer changes. */
  readonly settle: () => Promise<void>
  /** The command again, on a connection without faults. */
  readonly repeat: (point: Point) => Promise<unknown>
}

/** Failures that a fault may end in. */
const expected: readonly string[] = ['storage.unavailable', 'storage.outcome_unknown', 'storage.contention', 'storage.aborted']

/** A result as text, without what is different in every run. */
export function resultText(result: unknown): string {
  return withoutChance(JSON.stringify(result))
}

type Attempt = { readonly result: string } | { readonly error: unknown } | typeof noAnswer

async function attemptOf(point: Point): Promise<Attempt> {
  try {
    const answer = await point.attempt()
    return answer === noAnswer ? noAnswer : { result: resultText(answer) }
  } catch (error) {
    return { error }
  }
}

function violationsOf(attempt: Attempt, state: string, { states, result }: Baseline, also: readonly string[]): readonly string[] {
  const [before, after] = [states[0], states.at(-1)]
  const found: string[] = []
  if (!states.includes(state)) found.push('what is kept is neither a state before nor one after')
  if (attempt === noAnswer) return found
  if ('result' in attempt) {
    if (attempt.result !== result) found.push('gave another result than without a fault')
    if (state !== after) found.push('succeeded, and was not kept')
    return found
  }
  const code = isFarthingError(attempt.error) ? attempt.error.code : undefined
  if (code === undefined || ![...expected, ...also].includes(code)) found.push(`ended with ${String(attempt.error)}`)
  // With one transaction, an error that says "nothing was kept" can be held to it.
  if (states.length === 2 && code !== 'storage.outcome_unknown' && state !== before) found.push(`ended with ${code ?? 'a defect'}, and was kept`)
  return found
}

/** Only the two ends, of a workflow that is one transaction of the host's. */
const endsOf = ({ states, result }: Baseline): Baseline => ({ states: [states[0], states.at(-1)].filter((state) => state !== undefined), result })

/** Atomic: the state is one before or one after. Repeatable: the command again gives the original result and the state after, once. */
export async function checkPoint(point: Point, undisturbed: Baseline, harness: Harness): Promise<PointOutcome> {
  try {
    return await tryPoint(point, undisturbed, harness)
  } finally {
    await point.cleanUp?.()
  }
}

async function tryPoint(point: Point, undisturbed: Baseline, { kept, settle, repeat }: Harness): Promise<PointOutcome> {
  const without = point.workflow.countsRepeats ?? []
  const baseline = point.isOneTransaction === true ? endsOf(undisturbed) : undisturbed
  await kept.restore()
  const attempt = await attemptOf(point)
  await settle()
  const state = await kept.read(without)
  const violations = [...violationsOf(attempt, state, baseline, point.expected ?? [])]
  const after = baseline.states.at(-1)
  const isHarmed = attempt === noAnswer || 'error' in attempt
  if (point.succeeds === true && isHarmed) violations.push('failed, and nothing had harmed it')
  try {
    if (resultText(await (point.repeat ?? (() => repeat(point)))()) !== baseline.result) violations.push('the repeat gave another result')
    if ((await kept.read(without)) !== after) violations.push('the repeat left another state')
  } catch (error) {
    violations.push(`the repeat ended with ${String(error)}`)
  }
  violations.push(...((await point.afterwards?.(baseline).catch((error: unknown) => [`afterwards ${String(error)}`])) ?? []))
  return { violations: violations.map((violation) => `${point.name}: ${violation}`), isHarmed, committedDespiteError: isHarmed && state === after }
}
