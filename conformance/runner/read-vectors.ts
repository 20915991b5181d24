import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Vector } from '../vector.js'

/** A vendor's price book with the vendor's own worked examples. */
interface PriceBook extends Readonly<Record<string, unknown>> {
  readonly id: string
  readonly examples: readonly (Readonly<Record<string, unknown>> & { readonly id: string })[]
}

/** What a worked example states; its other fields are the quantities that go in. */
const exampleResults = ['lines', 'tier_lines', 'lines_seq', 'gb_month', 'total']

/**
 * All vectors of the `*.json` files of a folder, in the order of file names.
 * Each example of a price book is one vector of the topic `pricebooks`.
 *
 * @throws Error with a sentence that names the folder or the file that cannot be read.
 */
export function readVectors(folder: string): readonly Vector[] {
  const files = listFolder(folder)
  if (files.length === 0) throw new Error(`${folder} holds no .json file.`)
  return files.flatMap((file) => readFile(join(folder, file)))
}

function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .sort()
  } catch (error) {
    throw new Error(`${folder} cannot be read as a folder of vectors.`, { cause: error })
  }
}

function readFile(file: string): readonly Vector[] {
  const entries = parseFile(file)
  if (!Array.isArray(entries)) throw new Error(`${file} is not a JSON array of vectors.`)
  return entries.flatMap((entry: unknown, index) => {
    if (isVector(entry)) return entry
    if (isPriceBook(entry)) return vectorsOfBook(entry)
    throw new Error(`${file}: entry ${index} is neither a vector nor a price book with examples.`)
  })
}

function parseFile(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new Error(`${file} is not readable as JSON.`, { cause: error })
  }
}

function isVector(entry: unknown): entry is Vector {
  const candidate = (entry ?? {}) as Partial<Vector>
  return typeof candidate.id === 'string' && typeof candidate.topic === 'string' && isRecord(candidate.given) && isRecord(candidate.expect)
}

function isPriceBook(entry: unknown): entry is PriceBook {
  return isRecord(entry) && typeof entry.id === 'string' && Array.isArray(entry.examples)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function vectorsOfBook({ examples, ...book }: PriceBook): readonly Vector[] {
  return examples.map(({ id, ...example }) => {
    const fields = Object.entries(example)
    const isResult = ([name]: readonly [string, unknown]): boolean => exampleResults.includes(name)
    return {
      id: `${book.id}/${id}`,
      topic: 'pricebooks',
      given: { book, ...Object.fromEntries(fields.filter((field) => !isResult(field))) },
      expect: Object.fromEntries(fields.filter(isResult)),
    }
  })
}
