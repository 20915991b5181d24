import { fail } from '@farthing/core'
import type { EventRemoval } from '@farthing/ports'
import { sqlStateOf } from '../connection/pg-failure.js'
import type { Row } from '../connection/rows.js'
import type { Session } from '../connection/session.js'

/** @throws `storage.not_permitted` */
export async function permitted<T>(session: Session, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (sqlStateOf(error) !== '42501') throw error
    return fail('storage.not_permitted', { field: 'role', because: 'may not let anything go; connect as the retentionRole of migrate', facts: { tenant: session.tenant } }, error)
  }
}

/** What a function of the guard counted. @throws `storage.removal_unknown` where it found no decision */
export function countOf(rows: readonly Row[], id: string, kind: EventRemoval['kind']): number {
  const count = rows[0]?.['count']
  if (typeof count === 'string') return Number(count)
  return fail('storage.removal_unknown', { field: 'removal', because: `is ${JSON.stringify(id)}, and no ${kind} of that id was decided`, facts: { removal: id } })
}
