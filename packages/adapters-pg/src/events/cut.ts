import { assertInvariant, fail } from '@farthing/core'
import type { Session } from '../connection/session.js'
import { textOf } from '../connection/rows.js'

/**
 * What was committed at one moment: a restore epoch, and a snapshot of the server.
 * `snapshot` is a `pg_snapshot`: ids below `xmin` had ended, ids from `xmax` on had not begun, and those listed between were running.
 */
export interface Cut {
  readonly epoch: number
  readonly snapshot: string
}

const tokenForm = /^pg1:([1-9][0-9]{0,8}):([1-9][0-9]{0,18}):([1-9][0-9]{0,18}):([0-9.]*)$/
const longestToken = 8_192

/** Running ids as steps from one to the next, so that thousands fit into a token. */
function writeToken(epoch: number, xmin: bigint, xmax: bigint, running: readonly bigint[]): string {
  const steps = running.map((id, index) => id - (running[index - 1] ?? xmin))
  return `pg1:${epoch}:${xmin}:${xmax}:${steps.join('.')}`
}

function readSteps(text: string, xmin: bigint): readonly bigint[] {
  let id = xmin
  return text === '' ? [] : text.split('.').map((step) => (id += BigInt(step)))
}

/** Reads a token back. @throws `storage.cut_unknown` for text that is none. */
export function readCut(token: string): Cut {
  const parts = token.length <= longestToken ? tokenForm.exec(token) : null
  const [, epoch = '0', low = '0', high = '0', steps = ''] = parts ?? []
  const xmin = BigInt(low)
  const xmax = BigInt(high)
  const running = readSteps(steps, xmin)
  const isOrdered = xmin <= xmax && running.every((id, index) => id < xmax && id > (running[index - 1] ?? -1n))
  // Written again it must be the same text, or two tokens could mean one cut.
  if (!isOrdered || writeToken(Number(epoch), xmin, xmax, running) !== token) return refuseCut(token)
  return { epoch: Number(epoch), snapshot: `${xmin}:${xmax}:${running.join(',')}` }
}

export function refuseCut(token: string): never {
  return fail('storage.cut_unknown', { field: 'cut', because: 'is no cut of this storage', facts: { cut: token.slice(0, 80) } })
}

/**
 * The token for what is committed now.
 *
 * A server's snapshot does not list the transaction that takes it, so with others begun after ours it would show our own rows, those
 * included that we are yet to write. Our own id, when we have one, is therefore put among the running ones.
 */
export async function takeCut(session: Session): Promise<string> {
  const rows = await session.query(`SELECT pg_current_snapshot()::text AS snapshot, pg_current_xact_id_if_assigned()::text AS own`)
  const [low = '', high = '', listed = ''] = textOf(rows[0], 'snapshot').split(':')
  const xmax = BigInt(high)
  const own = rows[0]?.['own'] ?? null
  const ids = new Set([...listed.split(','), own ?? ''].filter((id) => id !== '').map((id) => BigInt(id)))
  const running = [...ids].filter((id) => id < xmax).sort((a, b) => (a < b ? -1 : 1))
  const token = writeToken(session.epoch, BigInt(low), xmax, running)
  assertInvariant(token.length <= longestToken, 'a cut fits its token')
  return token
}

/** SQL that tells whether a row of `table` is in the cut whose epoch and snapshot are these parameters. */
export function inCutSql(table: string, epoch: string, snapshot: string): string {
  return `(${table}.epoch < ${epoch}::int4 OR (${table}.epoch = ${epoch}::int4 AND pg_visible_in_snapshot(${table}.written_by, ${snapshot}::pg_snapshot)))`
}
