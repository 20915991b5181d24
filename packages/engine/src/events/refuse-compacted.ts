import { failure } from '@farthing/core'
import type { Stores } from '@farthing/ports'
import { compactionUnderWay } from '../retention/amended-since.js'
import type { ParsedInput } from './parse-batch.js'

/**
 * Refuses amendments of events whose bodies were compacted, or are decided to be: no total can take back what they replace, and kept they would stand in the way of all
 * that is late in their period. One that was kept before is a duplicate as ever. Asks the storage only where a batch amends something.
 */
export async function refuseCompacted(stores: Stores, parsed: readonly ParsedInput[]): Promise<readonly ParsedInput[]> {
  const amending = parsed.flatMap((input) => (input.refused === undefined && input.breach === undefined && input.incoming.event.revision > 0 ? [input] : []))
  if (amending.length === 0) return parsed
  const removals = await stores.eventBodies.removalsOf(amending.map(({ incoming }) => incoming.identity))
  const underWay = await compactionUnderWay(stores, amending.flatMap(({ incoming: { identity } }, place) => (removals[place] === undefined ? [identity] : [])))
  const removed = new Map(amending.flatMap((input, place): (readonly [ParsedInput, string])[] => {
    const removal = removals[place] ?? underWay.get(input.incoming.identity)
    return removal === undefined ? [] : [[input, removal]]
  }))
  return parsed.map((input) => {
    const removal = removed.get(input)
    if (removal === undefined || input.refused !== undefined) return input
    const { id, source, revision } = input.incoming.event
    const because = `is ${JSON.stringify(id)} of ${source}, whose body a compaction takes: revision ${revision} can replace nothing`
    return { ...input, breach: failure('event.compacted', { field: 'id', because, facts: { source, id, revision, removal } }) }
  })
}
