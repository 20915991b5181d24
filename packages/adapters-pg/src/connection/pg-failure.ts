import { FarthingError, failure, isFarthingError } from '@farthing/core'
import { endsSession, meaningOf } from './sql-states.js'

/** By its shape: where a test runner gives each file a world of its own, an error of Node is no instance of that file's `Error`. */
export function isError(error: unknown): error is Error {
  return typeof (error as { readonly message?: unknown } | null | undefined)?.message === 'string'
}

/** The SQLSTATE of an error that came from the server. */
export function sqlStateOf(error: unknown): string | undefined {
  const code = (error as { readonly code?: unknown } | null | undefined)?.code
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined
}

/** True when the connection itself is gone, so that nothing can be asked of it any more. For errors of a driver. */
export function isConnectionLost(error: unknown): boolean {
  const state = sqlStateOf(error)
  return state === undefined ? isError(error) : endsSession(state)
}

/**
 * An error of the driver or the server as a Farthing failure, when it is an expected one; the SQLSTATE is among its facts.
 * `storage.contention` may be run again as it is; `storage.unavailable` once the server is back.
 */
export function pgFailure(error: unknown): unknown {
  if (isFarthingError(error)) return error
  const state = sqlStateOf(error)
  const code = state === undefined ? 'storage.unavailable' : meaningOf(state)
  if (code === 'surface' || !isError(error)) return error
  const details = { field: 'PostgreSQL', because: `answered "${error.message}"`, facts: { sqlState: state ?? null } }
  return new FarthingError(failure(code, details), { cause: error })
}
