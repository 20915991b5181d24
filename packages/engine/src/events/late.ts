import { fail, type Interval } from '@farthing/core'
import { listAll, type LateEvent, type Stores, type WriteOff } from '@farthing/ports'
import type { BilledPeriod } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import { selectPeriods, type UsageScope } from '../usage/select-periods.js'
import { lateEvents } from '../windows/late-events.js'

/** Late events of a scope that nothing has taken yet. */
export interface LateList {
  /** By subscription, then identity; at most `limit`. */
  readonly items: readonly LateEvent[]
  /** How many there are in all. */
  readonly count: number
  /** How many late events are not here because they are written off. */
  readonly writtenOff: number
}

export interface LateScope extends UsageScope {
  /** Most items, from 1 to 10,000; 1,000 unless given. The counts are of all. */
  readonly limit?: number
}

/**
 * The late events of sealed periods: what differs between what was billed, or sealed while nothing is billed, and what is stored now. Each is here until
 * a seal, an invoice or a correction has a cut that shows it, or it is written off (I-LATE).
 *
 * @throws as `selectPeriods`; `command.invalid` for the limit
 */
export function listLate(context: BillingContext, scope: LateScope): Promise<LateList> {
  const limit = limitOf(scope)
  return context.storage.transaction(context.tenant, async (stores) => {
    const items: LateEvent[] = []
    let count = 0
    let writtenOff = 0
    for (const billed of await selectPeriods(context, stores, scope)) {
      for await (const { late, isWrittenOff } of lateAndWrittenOff(context, stores, billed)) {
        if (isWrittenOff) writtenOff += 1
        else {
          count += 1
          if (items.length < limit) items.push(late)
        }
      }
    }
    return { items, count, writtenOff }
  })
}

/** @throws `command.invalid` */
export function limitOf({ limit = 1_000 }: LateScope): number {
  if (!Number.isInteger(limit) || limit < 1 || limit > 10_000) fail('command.invalid', { field: 'limit', because: `is ${limit} and not an integer from 1 to 10,000` })
  return limit
}

/** The late events of one period, each with whether it is written off. */
export async function* lateAndWrittenOff(context: BillingContext, stores: Stores, billed: BilledPeriod): AsyncIterable<{ readonly late: LateEvent; readonly isWrittenOff: boolean }> {
  const { id } = billed.contract.subscription
  const decided = new Set((await writeOffsOf(stores, id, billed.period)).map(versionOf))
  for await (const late of lateEvents(context, stores, billed)) yield { late, isWrittenOff: decided.has(versionOf(late)) }
}

function writeOffsOf(stores: Stores, subscription: string, period: Interval): Promise<readonly WriteOff[]> {
  return listAll((page) => stores.writeOffs.list({ subscription, period }, page))
}

/** What a write-off decides about; another revision of the event is another question. */
function versionOf({ identity, revision, change }: Pick<LateEvent, 'identity' | 'revision' | 'change'>): string {
  return `${identity} ${revision} ${change}`
}
