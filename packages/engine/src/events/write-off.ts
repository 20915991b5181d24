import { checkText, fail } from '@farthing/core'
import type { LateEvent, Stores, WriteOff } from '@farthing/ports'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { selectPeriods, type UsageScope } from '../usage/select-periods.js'
import { lateAndWrittenOff } from './late.js'

export interface WriteOffEvents extends UsageScope, CommandOptions {
  /** Which of the late events; all of the scope unless given. Each must be late. */
  readonly events?: readonly EventReference[]
  /** Why they are not billed: 1 to 1,000 characters. */
  readonly reason: string
}

export interface EventReference {
  readonly source: string
  readonly id: string
}

/** How many late events were written off by one command. */
export interface WriteOffResult {
  readonly count: number
}

const mostAtOnce = 10_000

/**
 * Decides that late events are not billed, once and for good, with who decided and why. The events stay, and so does usage at later cuts; they are no
 * longer listed as late for their period. An amendment that arrives later is late again.
 *
 * @throws `event.not_late` for an event that is not late in the scope, or is written off already; `command.invalid` above 10,000 events;
 *   `command.conflict`, and as `selectPeriods`
 */
export function writeOffLate(context: BillingContext, input: WriteOffEvents): Promise<WriteOffResult> {
  const reason = checkText(input.reason, { field: 'reason', maxLength: 1_000 })
  return runCommand(context, {
    kind: 'events.writeOff',
    input,
    perform: async (stores, at) => {
      const { actor = 'system' } = input
      const chosen = await chooseLate(context, stores, input)
      for (const late of chosen) await stores.writeOffs.put(writeOffOf(late, { reason, actor, at }))
      return String(chosen.length)
    },
    recall: async (_, count) => ({ count: Number(count) }),
  })
}

async function chooseLate(context: BillingContext, stores: Stores, input: WriteOffEvents): Promise<readonly LateEvent[]> {
  const { events } = input
  refuseTooMany(events?.length ?? 0)
  const wanted = events === undefined ? undefined : new Map(events.map((event, index) => [keyOf(event), index]))
  const chosen: LateEvent[] = []
  const found = new Set<string>()
  for (const billed of await selectPeriods(context, stores, input)) {
    for await (const { late, isWrittenOff } of lateAndWrittenOff(context, stores, billed)) {
      if (isWrittenOff || (wanted !== undefined && !wanted.has(keyOf(late)))) continue
      found.add(keyOf(late))
      refuseTooMany(chosen.push(late))
    }
  }
  for (const [key, index] of wanted ?? []) {
    if (found.has(key)) continue
    fail('event.not_late', { field: `events[${index}]`, because: `is ${key}, which is not late in this period or is written off` })
  }
  return chosen
}

function refuseTooMany(count: number): void {
  if (count > mostAtOnce) fail('command.invalid', { field: 'events', because: `are more than ${mostAtOnce}; write them off by subscription or by name` })
}

function keyOf({ source, id }: EventReference): string {
  return JSON.stringify([source, id])
}

function writeOffOf(late: LateEvent, decision: Pick<WriteOff, 'reason' | 'actor' | 'at'>): WriteOff {
  const { account, subscription, identity, revision, change, source, id, from, to } = late
  return { account, subscription, identity, revision, change, source, id, from, to, ...decision }
}
