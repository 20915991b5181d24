import { instantOfEpochMs } from '@farthing/core'
import type { ClaimRequest, LeasedWork, WorkAside, WorkItem } from '@farthing/ports'

export interface WorkEntry extends WorkItem {
  /** Another one when attempts are counted anew: it is part of the name of a lease. */
  id: number
  turn: number
  dueMs: number
  attempts: number
  isLeased: boolean
  isWantedAgain: boolean
  reason?: string
  asideMs?: number
}

export const nameOf = ({ tenant, kind, key }: WorkItem): string => JSON.stringify([tenant, kind, key])
const leaseOf = ({ id, attempts }: WorkEntry): string => `${id}/${attempts}`

/** Items of work, and what a lease does to them. */
export function workEntries(nowMs: () => number) {
  const entries = new Map<string, WorkEntry>()
  let ids = 0
  const waiting = (): readonly WorkEntry[] => [...entries.values()].filter(({ asideMs }) => asideMs === undefined)

  function held(work: LeasedWork): WorkEntry | undefined {
    const entry = entries.get(nameOf(work))
    return entry?.isLeased === true && leaseOf(entry) === work.lease ? entry : undefined
  }

  /** Behind what the tenant has, but not behind what others have more of; of these only what is due counts, because the others may keep their turns for long. */
  function nextTurn(tenant: string): number {
    const now = nowMs()
    let [firstDue, first, own] = [Infinity, Infinity, 0]
    for (const { turn, dueMs, tenant: of } of waiting()) {
      first = Math.min(first, turn)
      if (dueMs <= now) firstDue = Math.min(firstDue, turn)
      if (of === tenant) own = Math.max(own, turn + 1)
    }
    const next = firstDue === Infinity ? first : firstDue
    return Math.max(own, Number.isFinite(next) ? next : 0)
  }

  /** As if it were added now. */
  function startAnew(entry: WorkEntry): void {
    Object.assign(entry, { id: (ids += 1), attempts: 0, dueMs: nowMs() })
  }

  function add(item: WorkItem, delayMs: number): void {
    const known = entries.get(nameOf(item))
    if (known !== undefined) {
      if (known.isLeased && known.asideMs === undefined) known.isWantedAgain = true
      return
    }
    const { tenant, kind, key } = item
    const entry = { tenant, kind, key, id: (ids += 1), turn: nextTurn(tenant), dueMs: nowMs() + delayMs, attempts: 0, isLeased: false, isWantedAgain: false }
    entries.set(nameOf(item), entry)
  }

  function lease(entry: WorkEntry, { leaseMs, maxAttempts = 5 }: ClaimRequest): readonly LeasedWork[] {
    if (entry.attempts >= maxAttempts) {
      putAside(entry, entry.reason ?? `no worker came back with it in ${entry.attempts} attempts`)
      return []
    }
    entry.attempts += 1
    entry.isLeased = true
    entry.dueMs = nowMs() + leaseMs
    return [{ tenant: entry.tenant, kind: entry.kind, key: entry.key, lease: leaseOf(entry), attempt: entry.attempts }]
  }

  function putAside(entry: WorkEntry, reason: string): void {
    Object.assign(entry, { isLeased: false, isWantedAgain: false, reason, asideMs: nowMs() })
  }

  function finish(entry: WorkEntry): void {
    if (entry.isWantedAgain) startAnew(Object.assign(entry, { isWantedAgain: false, isLeased: false }))
    else entries.delete(nameOf(entry))
  }

  return { entries, waiting, held, nextTurn, startAnew, add, lease, putAside, finish }
}

export function asideOf(entries: readonly WorkEntry[]): readonly WorkAside[] {
  return entries
    .flatMap(({ tenant, kind, key, attempts, reason = '', asideMs }) => (asideMs === undefined ? [] : [{ asideMs, aside: { tenant, kind, key, attempts, reason, setAsideAt: instantOfEpochMs(asideMs) } }]))
    .sort((a, b) => a.asideMs - b.asideMs)
    .map(({ aside }) => aside)
}
