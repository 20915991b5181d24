import type { Workflow } from './workflows.js'

/** The kinds of harm, each with its own meaning of "every point". */
export const kinds = ['drop', 'blackhole', 'delay', 'raise', 'abort', 'kill', 'crash', 'full', 'panic', 'held', 'restore', 'isolation', 'version'] as const
export type Kind = (typeof kinds)[number]

/** One place of one workflow at which one thing goes wrong. */
export interface Point {
  readonly workflow: Workflow
  readonly kind: Kind
  /** For people, and for `--only`: `issue drop to server 17`. */
  readonly name: string
  /** Runs the command once with the fault in it: gives what it gives, rejects with what it rejects with, or {@link noAnswer}. */
  readonly attempt: () => Promise<unknown>
  /** All of the command is one transaction here, of the host's: nothing but its two ends may be kept. */
  readonly isOneTransaction?: boolean
  /** Nobody is harmed here, so the command has to succeed. */
  readonly succeeds?: boolean
  /** Failures that are right here beside those that any fault may end in. */
  readonly expected?: readonly string[]
  /** How whoever called it repeats the command, where that is not just to call it again. */
  readonly repeat?: () => Promise<unknown>
  /** What else has to be true after the repeat: gives what is not. */
  readonly afterwards?: (baseline: Baseline) => Promise<readonly string[]>
  /** Puts back what the next point does not put back by itself. */
  readonly cleanUp?: () => Promise<void>
}

/** A workflow that went well: what is kept after each of its transactions, from before the first to after the last, and its result. */
export interface Baseline {
  readonly states: readonly string[]
  readonly result: string
}

/** The process that ran the command is gone, and nobody heard how it ended. */
export const noAnswer = Symbol('no answer')
