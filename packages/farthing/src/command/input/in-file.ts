import { FarthingError, isFarthingError } from '@farthing/core'

/** Runs work on the content of a file; its failures name the place in front of the field: `book.json: plans.pro.currency`. */
export function inFile<T>(place: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw withPlace(place, error)
  }
}

/** Puts the place in a file in front of the field that a failure names; any other error stays as it is. */
export function withPlace(place: string, error: unknown): unknown {
  if (!isFarthingError(error)) return error
  const { code, field, rule, message, facts } = error
  return new FarthingError({ code, field: `${place}: ${field}`, rule, message: `${place}: ${message}`, facts }, { cause: error })
}
