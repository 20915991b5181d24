import type { EventSource, SourcePage } from '@farthing/ports'
import type { PgClient, PgConnection } from '../connection/pg-connection.js'
import { withFixedPath } from '../connection/with-fixed-path.js'
import { withClient } from '../connection/with-client.js'
import { readRows } from './read-rows.js'
import { readOffset, writeOffset, type Place, type TableOffset } from './table-offset.js'
import { checkTableSource, type TableSourceOptions } from './table-source-options.js'
import { tableState, type TableState } from './table-state.js'

const start: Place = { block: 0, item: 0 }
/** Blocks of 8 KB that are looked at before a page may end: few, so that a full table gives its pages soon. */
const firstStep = 64
/** More, once that found nothing: a pass over a large table in which little is new takes few round trips. */
const largestStep = 65_536

/**
 * A table that another service writes and owns, as an event source: each row that meets the conditions is an event. Reads only; the table needs no index,
 * column or trigger of ours.
 *
 * Nothing is lost, whatever order its writers commit in: rows are taken by the transaction that wrote them, below the horizon under which all have
 * ended, and never by their number. So a row that becomes `SUCCESS` long after later ones is taken, and a transaction that stays open holds its own and
 * later rows back until it ends. A row that changes after it was taken comes again: a duplicate when it reads the same, else a conflict.
 *
 * Each pull looks at the whole table once, on the primary server: O(size of the table), little of it at a time.
 *
 * @throws `source.invalid` and `text.*` for options; on reading also `source.offset_unknown`, and the `storage.*` codes of the server
 */
export function tableSource(connection: PgConnection, options: TableSourceOptions): EventSource {
  checkTableSource(options)
  const lend = withClient(connection)
  return {
    name: options.name,
    read: ({ after, limit }) =>
      withFixedPath(lend, async (client) => {
        const known = after === undefined ? undefined : readOffset(after)
        const state = await tableState(client, options)
        const offset = underWay(known, state)
        return offset === undefined ? { events: [], next: after ?? '', done: true } : readPage(client, options, { offset, state, limit })
      }),
  }
}

/** The pass that goes on or begins; `undefined` when no transaction has ended since the last one. */
function underWay(known: TableOffset | undefined, { line, horizon, file }: TableState): Required<TableOffset> | undefined {
  // Another line of transaction ids: all is read again, and ingest tells what is new.
  const { low, pass } = known?.line === line ? known : { low: '0', pass: undefined }
  if (pass === undefined) return low === horizon ? undefined : { line, low, pass: { high: horizon, file, place: start } }
  return { line, low, pass: pass.file === file ? pass : { ...pass, file, place: start } }
}

interface PageRead {
  readonly offset: Required<TableOffset>
  readonly state: TableState
  readonly limit: number
}

async function readPage(client: PgClient, options: TableSourceOptions, { offset, state: { blocks }, limit }: PageRead): Promise<SourcePage> {
  const { line, low, pass } = offset
  let after = pass.place
  for (let step = firstStep; after.block < blocks; step = Math.min(step * 4, largestStep)) {
    const endBlock = Math.min(after.block + step, blocks)
    const found = await readRows(client, options, offset, { after, endBlock, limit: limit + 1 })
    const page = found.slice(0, limit)
    const last = page.at(-1)
    const place = found.length > limit && last !== undefined ? last.place : { block: endBlock, item: 0 }
    if (last !== undefined && place.block < blocks) {
      return { events: page.map(({ event }) => event), next: writeOffset({ line, low, pass: { ...pass, place } }), done: false }
    }
    if (last !== undefined) return { events: page.map(({ event }) => event), next: writeOffset({ line, low: pass.high }), done: true }
    after = place
  }
  return { events: [], next: writeOffset({ line, low: pass.high }), done: true }
}
