import { failureRules, type FailureCode } from './failure-codes.js'

/** Values that a program needs to react: the offending value, the bound, the other party. */
export interface FailureFacts {
  readonly [name: string]: string | number | boolean | null | readonly string[]
}

/** An expected failure as plain JSON: what a refused input, a stored rejection or a log line carries. */
export interface Failure<C extends FailureCode = FailureCode> {
  /** Stable; new codes are added, none changes its meaning. */
  readonly code: C
  /** Path of the offending input, such as `charges.tokens.tiers[1].upTo`; empty when the whole input is meant. */
  readonly field: string
  /** The rule that was broken, as a sentence. */
  readonly rule: string
  /** A whole sentence for people: field, value and rule. */
  readonly message: string
  readonly facts: FailureFacts
}

/**
 * The one error class of Farthing. Recognise it with {@link isFarthingError}, never with `instanceof`:
 * two copies of a package in one process have two classes.
 */
export class FarthingError extends Error implements Failure {
  override readonly name = 'FarthingError'
  readonly code: FailureCode
  readonly field: string
  readonly rule: string
  readonly facts: FailureFacts

  constructor(failure: Failure, options?: { readonly cause?: unknown }) {
    super(failure.message, options)
    this.code = failure.code
    this.field = failure.field
    this.rule = failure.rule
    this.facts = failure.facts
  }

  toJSON(): Failure {
    return { code: this.code, field: this.field, rule: this.rule, message: this.message, facts: this.facts }
  }
}

/**
 * True for every error that carries a Farthing failure, by shape: also for one from another copy of the package, from another
 * realm, or with a code that this version does not know yet.
 */
export function isFarthingError(error: unknown): error is FarthingError {
  if (typeof error !== 'object' || error === null) return false
  const { name, message, code, field, rule, facts } = error as Record<string, unknown>
  return (
    name === 'FarthingError' &&
    [message, code, field, rule].every((text) => typeof text === 'string') &&
    typeof facts === 'object' &&
    facts !== null
  )
}

export interface FailureDetails {
  readonly field: string
  /** What is wrong with this value, without the field name and without a full stop: `is "1e3"`. */
  readonly because: string
  readonly facts?: FailureFacts
}

/** Builds a failure; its message reads "`field` `because` (rule: `rule`)". */
export function failure<C extends FailureCode>(code: C, details: FailureDetails): Failure<C> {
  const rule = failureRules[code]
  const subject = details.field === '' ? 'The input' : details.field
  return {
    code,
    field: details.field,
    rule,
    message: `${subject} ${details.because} (rule: ${rule})`,
    facts: details.facts ?? {},
  }
}

/** Throws a {@link FarthingError}. */
export function fail(code: FailureCode, details: FailureDetails, cause?: unknown): never {
  throw new FarthingError(failure(code, details), cause === undefined ? undefined : { cause })
}

/** The failure inside an error as plain JSON; anything else is thrown again, because it is a defect and not a refusal. */
export function failureOf(error: unknown): Failure {
  if (isFarthingError(error)) {
    return { code: error.code, field: error.field, rule: error.rule, message: error.message, facts: error.facts }
  }
  throw error
}
