import type { Instant } from '@farthing/core'
import { beginNotice, isSendable, noticeFailed, noticeSent, type DunningNotice, type DunningNoticeStatus } from '@farthing/ledger'
import { listAll, type ControlRecordOf, type MessageSender, type OutgoingMessage } from '@farthing/ports'
import { retryConflicts } from '../commands/retry-conflicts.js'
import type { BillingContext } from '../context.js'
import { inTurn } from '../controls/in-turn.js'

export interface NoticeRun {
  readonly sent: number
  /** Tried again later. */
  readonly failed: number
  /** Not tried again, unless somebody asks. */
  readonly gaveUp: number
  /** Due, and without a sender to take them. */
  readonly waiting: number
}

type NoticeRecord = ControlRecordOf<'dunning_notice'>

const open: readonly DunningNoticeStatus[] = ['due', 'failed', 'sending']

/**
 * Hands every notice whose time has come to the sender, outside any transaction. Who begins one keeps others from it for ten minutes; when its process dies, another
 * tries again under the same id. What the sender does not take waits as the schedule says, and shows why.
 */
export async function sendNotices(context: BillingContext): Promise<NoticeRun> {
  const { storage, tenant, clock, messages } = context
  const records: NoticeRecord[] = []
  for (const status of open) records.push(...(await storage.transaction(tenant, ({ controls }) => listAll((page) => controls.list('dunning_notice', { status }, page)))))
  const run = { sent: 0, failed: 0, gaveUp: 0, waiting: 0 }
  for (const record of records) {
    if (!isSendable(record.content, clock.now())) continue
    if (messages === undefined) run.waiting += 1
    else {
      const status = await sendNotice(context, messages, record)
      if (status === 'sent') run.sent += 1
      if (status === 'failed') run.failed += 1
      if (status === 'gave_up') run.gaveUp += 1
    }
  }
  return run
}

/** What became of it; `undefined` when another run has it. */
async function sendNotice(context: BillingContext, sender: MessageSender, record: NoticeRecord): Promise<DunningNoticeStatus | undefined> {
  const begun = await nextStep(context, record, beginNotice(record.content, context.clock.now()))
  if (begun === undefined) return undefined
  const ended = await outcomeOf(context, sender, begun.content)
  return (await nextStep(context, begun, ended))?.content.status
}

async function outcomeOf(context: BillingContext, sender: MessageSender, notice: DunningNotice): Promise<DunningNotice> {
  const at = (): Instant => context.clock.now()
  try {
    const { reference } = await sender.send(messageOf(context, notice))
    return noticeSent(notice, { at: at(), ...(reference === undefined ? {} : { reference }) })
  } catch (error) {
    return noticeFailed(notice, { at: at(), error: shortText(error instanceof Error ? error.message : String(error)), retryAfter: context.dunning.retryAfter })
  }
}

/** At most 1,000 characters that every storage takes: what a sender throws may be any text. */
function shortText(text: string): string {
  return Array.from(text).slice(0, 1_000).join('').replaceAll(/\p{Surrogate}/gu, '\ufffd').replaceAll('\0', '\ufffd')
}

function messageOf({ tenant }: BillingContext, { id, account, recipient, notice, number, document, step, dueDate, daysOverdue, open: { amount, currency } }: DunningNotice): OutgoingMessage {
  return { id, tenant, account, recipient, template: notice, data: { number, document, step, dueDate, daysOverdue, open: { amount, currency } } }
}

/** Keeps the next step of a notice; `undefined` when another run came first, also with the very same step. */
function nextStep(context: BillingContext, record: NoticeRecord, content: DunningNotice): Promise<NoticeRecord | undefined> {
  const next: NoticeRecord = { ...record, revision: record.revision + 1, status: content.status, content }
  return retryConflicts(context, async (stores) => {
    const kept = await inTurn(stores, 'dunning_notice', record.id)
    if (kept?.revision !== record.revision) return undefined
    await stores.controls.append(next)
    return next
  })
}
