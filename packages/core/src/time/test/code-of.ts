import { isFarthingError } from '../../errors/failure.js'

/** The code of the failure that `call` throws; `none` when it returns. */
export function codeOf(call: () => unknown): string {
  try {
    call()
  } catch (error) {
    if (isFarthingError(error)) return error.code
    throw error
  }
  return 'none'
}
