import { failureOf } from '@farthing/core'
import type { EventRow } from './event-row.js'
import { parseJson } from './parse-json.js'
import { readLines } from './read-lines.js'

/** CloudEvents, one JSON object a line. Blank lines are skipped. Streams: see {@link readLines}. */
export async function* readNdjson(file: string, onBytes?: (count: number) => void): AsyncGenerator<EventRow> {
  for await (const row of readLines(file, onBytes)) {
    if ('refused' in row) yield { file, ...row }
    else if (row.text.trim() !== '') yield parseRow(file, row.line, row.text)
  }
}

function parseRow(file: string, line: number, text: string): EventRow {
  try {
    return { file, line, input: parseJson(text, '') }
  } catch (error) {
    return { file, line, refused: failureOf(error) }
  }
}
