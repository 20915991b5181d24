import { fail } from '@farthing/core'
import type { EventLog } from './event-log.js'

/** How much of the log a cut shows. @throws `storage.cut_unknown` */
export function shownLength(cut: string, log: EventLog): number {
  const length = /^length:(0|[1-9][0-9]{0,15})$/.exec(cut)?.[1]
  if (length !== undefined && Number(length) <= log.versions.length) return Number(length)
  return fail('storage.cut_unknown', { field: 'cut', because: 'is no cut of this storage', facts: { cut } })
}
