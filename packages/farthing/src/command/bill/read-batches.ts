import type { EventRow } from '../input/event-row.js'
import type { RefusedLine } from './refusal-log.js'

/** Rows that could be read, with where each stands. */
export interface Batch {
  readonly inputs: readonly unknown[]
  readonly places: readonly { readonly file: string; readonly line: number }[]
}

const batchSize = 1_000

/** Groups rows into batches and hands lines that are no rows to `refuse`. */
export async function* readBatches(rows: AsyncIterable<EventRow>, refuse: (line: RefusedLine) => void): AsyncGenerator<Batch> {
  let inputs: unknown[] = []
  let places: { file: string; line: number }[] = []
  for await (const row of rows) {
    const { file, line } = row
    if ('refused' in row) refuse({ file, line, failure: row.refused })
    else {
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
