import type { Failure } from '@farthing/core'

/** One event of an input file before validation, with the line that it stands on; or why that line is none. */
export type EventRow =
  | { readonly file: string; readonly line: number; readonly input: unknown }
  | { readonly file: string; readonly line: number; readonly refused: Failure }
