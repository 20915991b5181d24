/** One conformance case: a billing fact from another system, as numbers and dates. */
export interface Vector {
  readonly id: string
  readonly topic: string
  readonly given: Readonly<Record<string, unknown>>
  readonly expect: Readonly<Record<string, unknown>>
  /** `false`: the figure does not follow from the stated rule; such a case is not run. */
  readonly verified?: boolean
  /** Whether an anchored grid gives what a chain of periods gave; only in the topic `periods`. */
  readonly grid_agrees?: boolean
}

/** What public functions say to a case, or why we do not do what it asks. */
export type Answer = { readonly answered: Readonly<Record<string, unknown>> } | { readonly unsupported: string }

/** Translates cases of one topic into calls of public functions. It computes nothing itself. */
export type Topic = (vector: Vector) => Answer
