import { epochMsOf } from '@farthing/core'
import type { Clock, WorkQueue } from '@farthing/ports'
import { asideOf, nameOf, workEntries } from './work-entries.js'

/** A queue of work in this process, whose leases go by `clock`. */
export function memoryWorkQueue(clock: Clock): WorkQueue {
  const nowMs = (): number => epochMsOf(clock.now())
  const { entries, waiting, held, nextTurn, startAnew, add, lease, putAside, finish } = workEntries(nowMs)
  return {
    add: async (items, { delayMs = 0 } = {}) => {
      for (const item of items) add(item, delayMs)
    },
    claim: async (request) => {
      const due = waiting().filter(({ dueMs, kind }) => dueMs <= nowMs() && (request.kinds?.includes(kind) ?? true))
      return [...due].sort((a, b) => a.turn - b.turn || a.id - b.id).slice(0, request.limit).flatMap((entry) => lease(entry, request))
    },
    extend: async (work, leaseMs) => {
      const entry = held(work)
      if (entry !== undefined) entry.dueMs = nowMs() + leaseMs
      return entry !== undefined
    },
    complete: async (work) => {
      const found = work.flatMap((each) => held(each) ?? [])
      for (const entry of found) finish(entry)
      return found.length
    },
    retry: async (work, { reason, delayMs }) => {
      const entry = held(work)
      if (entry !== undefined) Object.assign(entry, { isLeased: false, reason, dueMs: nowMs() + delayMs })
      return entry !== undefined
    },
    setAside: async (work, reason) => {
      const entry = held(work)
      if (entry !== undefined) putAside(entry, reason)
      return entry !== undefined
    },
    listAside: async (limit = 100) => asideOf([...entries.values()]).slice(0, limit),
    revive: async (item) => {
      const entry = entries.get(nameOf(item))
      if (entry?.asideMs === undefined) return false
      startAnew(Object.assign(entry, { turn: nextTurn(entry.tenant) }))
      delete entry.asideMs
      delete entry.reason
      return true
    },
  }
}
