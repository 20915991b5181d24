import { checkJson, type Json, type JsonObject } from '@farthing/core'
import { factPackNames } from '../pipeline/fact-pack.js'
import type { Facts } from '../pipeline/facts.js'

/**
 * Facts as parts of a content hash: how many records each pack has, then the records, pack by pack. So a pack of a million records is hashed as one of three
 * is, and none can pass from one pack to the next. Packs that are not there are not counted.
 */
export function factsParts(facts: Facts): readonly [counts: JsonObject, ...records: Json[]] {
  const given = factPackNames.flatMap((name) => (facts[name] === undefined ? [] : [[name, facts[name]] as const]))
  const counts = Object.fromEntries(given.map(([name, records]) => [name, records.length]))
  return [counts, ...given.flatMap(([name, records]) => records.map((record, index) => checkJson(record, `facts.${name}[${index}]`)))]
}
