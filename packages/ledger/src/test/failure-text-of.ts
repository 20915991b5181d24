import { isFarthingError } from '@farthing/core'

/** `code field` of the failure that a call throws; `undefined` when it throws none. */
export function failureTextOf(call: () => unknown): string | undefined {
  try {
    call()
    return undefined
  } catch (error) {
    if (!isFarthingError(error)) throw error
    return `${error.code} ${error.field}`
  }
}
