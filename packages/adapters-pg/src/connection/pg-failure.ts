import { FarthingError, failure, isFarthingError, type FailureCode } from '@farthing/core'

/** By SQLSTATE, or by its class of two characters. What is not listed is a defect and stays as it is. */
const codesByState: Readonly<Record<string, FailureCode>> = {
  '40001': 'storage.contention', // serialization failure
  '40P01': 'storage.contention', // deadlock
  '55P03': 'storage.contention', // lock not available
  '42P01': 'storage.schema_older', // undefined table
  '42703': 'storage.schema_older', // undefined column
  '42883': 'storage.schema_older', // undefined function
  '3F000': 'storage.schema_older', // undefined schema
  '25006': 'storage.unavailable', // read-only transaction, as on a replica
  '08': 'storage.unavailable', // connection
  '53': 'storage.unavailable', // out of disk, memory or connections
  '57': 'storage.unavailable', // shutdown, crash of a neighbour, cancelled
  '58': 'storage.unavailable', // input and output
}

/** The SQLSTATE of an error that came from the server. */
export function sqlStateOf(error: unknown): string | undefined {
  const code = (error as { readonly code?: unknown } | null | undefined)?.code
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined
}

/** True when the connection itself is gone, so that nothing can be asked of it any more. */
export function isConnectionLost(error: unknown): boolean {
  if (isFarthingError(error)) return isConnectionLost(error.cause)
  const state = sqlStateOf(error)
  return state === undefined ? error instanceof Error : state.startsWith('08') || state.startsWith('57P')
}

/**
 * An error of the driver or the server as a Farthing failure, when it is an expected one; the SQLSTATE is among its facts.
 * `storage.contention` may be run again as it is; `storage.unavailable` once the server is back.
 */
export function pgFailure(error: unknown): unknown {
  if (isFarthingError(error)) return error
  const state = sqlStateOf(error)
  const code = state === undefined ? 'storage.unavailable' : (codesByState[state] ?? codesByState[state.slice(0, 2)])
  if (code === undefined || !(error instanceof Error)) return error
  const details = { field: 'PostgreSQL', because: `answered "${error.message}"`, facts: { sqlState: state ?? null } }
  return new FarthingError(failure(code, details), { cause: error })
}
