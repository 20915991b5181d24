import { failureOf, type Failure } from '@farthing/core'
import type { EventRow } from '../input/event-row.js'
import { recordedTimeOf } from './recorded-time.js'
import type { RefusedLine } from './refusal-log.js'

/** Rows that could be read, with where each stands. */
export interface Batch {
  readonly inputs: readonly unknown[]
  readonly places: readonly { readonly file: string; readonly line: number }[]
}

const batchSize = 1_000

/** Groups rows into batches and hands lines that are no rows, or do not say when they were recorded, to `refuse`. */
export async function* readBatches(rows: AsyncIterable<EventRow>, refuse: (line: RefusedLine) => void): AsyncGenerator<Batch> {
  let inputs: unknown[] = []
  let places: { file: string; line: number }[] = []
  for await (const row of rows) {
    const { file, line } = row
    const failure = 'refused' in row ? row.refused : recordedTimeFailure(row.input)
    if (failure !== undefined) refuse({ file, line, failure })
    else if ('input' in row) {
      inputs.push(row.input)
      places.push({ file, line })
    }
    if (inputs.length === batchSize) {
      yield { inputs, places }
      inputs = []
      places = []
    }
  }
  if (inputs.length > 0) yield { inputs, places }
}

function recordedTimeFailure(input: unknown): Failure | undefined {
  try {
    recordedTimeOf(input)
    return undefined
  } catch (error) {
    return failureOf(error)
  }
}
