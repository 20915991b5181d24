import { hashContent, type Instant } from '@farthing/core'
import { reachedSteps, type DelinquencyFacts, type DunningNotice, type DunningNoticeStatus, type DunningStep, type OverdueDocument } from '@farthing/ledger'
import { listAll, type ControlRecordOf, type Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'

interface AccountNotices {
  readonly account: string
  readonly recipients: readonly string[]
  readonly facts: DelinquencyFacts
  readonly at: Instant
}

type NoticeRecord = ControlRecordOf<'dunning_notice'>
type DueDocument = OverdueDocument & Required<Pick<OverdueDocument, 'dueDate'>>
type NoticeStep = DunningStep & { readonly notice: string }

/**
 * Keeps the notices that the dunning schedule has come to for each overdue document: the last step that was reached, to each recipient, once. Steps that
 * were passed over meanwhile are kept as skipped, so that nobody is told four things at once and everybody sees why; what was settled, or is contested, is
 * withdrawn as long as it is not sent.
 */
export async function keepDueNotices(context: BillingContext, stores: Stores, notices: AccountNotices): Promise<void> {
  const followed = notices.facts.overdue.filter((document): document is DueDocument => document.dueDate !== undefined && document.daysOverdue >= 1 && !document.disputed && !document.uncollectible)
  await withdrawOthers(stores, notices.account, new Set(followed.map(({ document }) => document)))
  for (const document of followed) {
    const steps = reachedSteps(context.dunning, document.daysOverdue).filter((step): step is NoticeStep => step.notice !== undefined)
    const kept = await listAll((page) => stores.controls.list('dunning_notice', { about: document.document }, page))
    const known = new Map(kept.map((record) => [record.id, record]))
    for (const [index, step] of steps.entries()) {
      const isLast = index === steps.length - 1
      for (const recipient of notices.recipients.length === 0 ? [''] : notices.recipients) await keepNotice(context, stores, known, { ...notices, document, step, recipient, isLast })
    }
  }
}

interface StepNotice extends AccountNotices {
  readonly document: DueDocument
  readonly step: NoticeStep
  readonly recipient: string
  readonly isLast: boolean
}

async function keepNotice(context: BillingContext, stores: Stores, known: ReadonlyMap<string, NoticeRecord>, { account, document, step, recipient, isLast, at }: StepNotice): Promise<void> {
  const id = hashContent('dunning-notice/1', [document.document, step.id, recipient], context.digest)
  const kept = known.get(id)
  const isBack = kept?.status === 'withdrawn' && isLast
  if (kept !== undefined && !isBack) return
  const status: DunningNoticeStatus = !isLast ? 'skipped' : recipient === '' ? 'gave_up' : 'due'
  const { document: invoice, number, dueDate, daysOverdue, open } = document
  const content: DunningNotice = {
    id, account, document: invoice, number, schedule: context.dunning.name, step: step.id, notice: step.notice, recipient, dueDate, daysOverdue, open, dueAt: at, status, attempts: 0,
    ...(recipient === '' ? { lastError: 'nobody is named to be told' } : {}),
  }
  await stores.controls.append({ kind: 'dunning_notice', id, revision: (kept?.revision ?? 0) + 1, account, status, about: invoice, createdAt: kept?.createdAt ?? at, content })
}

const unsent: readonly DunningNoticeStatus[] = ['due', 'failed']

async function withdrawOthers(stores: Stores, account: string, followed: ReadonlySet<string>): Promise<void> {
  for (const status of unsent) {
    for (const record of await listAll((page) => stores.controls.list('dunning_notice', { account, status }, page))) {
      if (followed.has(record.content.document)) continue
      await stores.controls.append({ ...record, revision: record.revision + 1, status: 'withdrawn', content: { ...record.content, status: 'withdrawn' } })
    }
  }
}
