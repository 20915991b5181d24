import { appendFileSync } from 'node:fs'
import { fail, type Failure } from '@farthing/core'
import { reasonOf } from '../input/read-lines.js'

/** One line of an input that was refused. */
export interface RefusedLine {
  readonly file: string
  readonly line: number
  readonly failure: Failure
}

export interface RefusalLog {
  add(refused: RefusedLine): void
  /** How many were refused; the first {@link shownRefusals} of them; the file that holds all when there are more. */
  summary(): { readonly count: number; readonly first: readonly RefusedLine[]; readonly file?: string }
}

const shownRefusals = 20

/**
 * Keeps the first refusals in memory and writes every one to a file as soon as there are more, one JSON object a line:
 * memory does not grow with the number of bad lines, and none is lost.
 */
export function refusalLog(path: string): RefusalLog {
  const first: RefusedLine[] = []
  let count = 0
  const append = (lines: readonly RefusedLine[], flag: 'w' | 'a'): void => {
    try {
      appendFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''), { flag })
    } catch (error) {
      fail('file.unwritable', { field: path, because: `cannot be written (${reasonOf(error)})` }, error)
    }
  }
  return {
    add: (refused) => {
      count += 1
      if (count <= shownRefusals) first.push(refused)
      else append(count === shownRefusals + 1 ? [...first, refused] : [refused], count === shownRefusals + 1 ? 'w' : 'a')
    },
    summary: () => ({ count, first, ...(count > shownRefusals ? { file: path } : {}) }),
  }
}

/** `events.ndjson:12: data.count is "1e3": a decimal is …  [decimal.malformed]` */
export function describeRefusal({ file, line, failure }: RefusedLine): string {
  return `${file}:${line}: ${failure.message} [${failure.code}]`
}
