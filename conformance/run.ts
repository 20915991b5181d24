import { parseArgs } from 'node:util'
import { readVectors } from './runner/read-vectors.js'
import { reportOutcomes } from './runner/report-outcomes.js'
import { runVectors } from './runner/run-vectors.js'
import { topics } from './topics.js'
import type { Vector } from './vector.js'

/*
 * npm run conformance -- FOLDER [--only TOPIC,…]
 * Exit code 0: no case failed; 1: some did; 2: the command line is wrong or the folder cannot be read.
 */

try {
  const vectors = selectVectors(process.argv.slice(2))
  const outcomes = runVectors(vectors, topics)
  for (const line of reportOutcomes(outcomes)) console.log(line)
  process.exitCode = outcomes.some((outcome) => outcome.kind === 'failed') ? 1 : 0
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 2
}

function selectVectors(args: readonly string[]): readonly Vector[] {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { only: { type: 'string', multiple: true } } })
  const [folder, ...more] = positionals
  if (folder === undefined || more.length > 0) throw new Error('Name one folder of vectors: npm run conformance -- FOLDER [--only TOPIC,…]')

  const vectors = readVectors(folder)
  const wanted = values.only?.flatMap((list) => list.split(','))
  if (wanted === undefined) return vectors
  const known = new Set(vectors.map((vector) => vector.topic))
  const unknown = wanted.filter((topic) => !known.has(topic))
  if (unknown.length > 0) throw new Error(`${folder} has no topic ${unknown.join(', ')}; it has ${[...known].join(', ')}.`)
  return vectors.filter((vector) => wanted.includes(vector.topic))
}
