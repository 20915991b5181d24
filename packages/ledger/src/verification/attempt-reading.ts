import { isFarthingError } from '@farthing/core'

export type Reading<T> = { readonly value: T } | { readonly finding: { readonly path: string; readonly because: string; readonly error: unknown } }

/** What cannot be read is a finding: bundles come from outside. */
export function attemptReading<T>(derivation: () => T, whole = 'evidence'): Reading<T> {
  try {
    return { value: derivation() }
  } catch (error) {
    const path = isFarthingError(error) ? error.field : whole
    return { finding: { path, because: error instanceof Error ? error.message : String(error), error } }
  }
}
