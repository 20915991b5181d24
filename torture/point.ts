import type { Workflow } from './workflows.js'

/** The kinds of harm, each with its own meaning of "every point". */
export const kinds = ['drop', 'blackhole', 'delay', 'raise', 'abort', 'kill', 'crash'] as const
export type Kind = (typeof kinds)[number]

/** One place of one workflow at which one thing goes wrong. */
export interface Point {
  readonly workflow: Workflow
  readonly kind: Kind
  /** For people, and for `--only`: `issue drop to server 17`. */
  readonly name: string
  /** Runs the command once with the fault in it: gives what it gives, rejects with what it rejects with, or {@link noAnswer}. */
  readonly attempt: () => Promise<unknown>
}

/** The process that ran the command is gone, and nobody heard how it ended. */
export const noAnswer = Symbol('no answer')
