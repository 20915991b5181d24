import { isFarthingError } from '@farthing/core'

/** Code and field of the failure that a call throws; undefined when it throws none. Other errors are thrown on. */
export function refusalOf(call: () => unknown): { readonly code: string; readonly field: string } | undefined {
  try {
    call()
    return undefined
  } catch (error) {
    if (!isFarthingError(error)) throw error
    return { code: error.code, field: error.field }
  }
}
