import { checkText, hashContent, type Hash, type Interval, type KnownAt } from '@farthing/core'
import type { CompactedBodies, RetentionAnswer } from '@farthing/ledger'
import type { EventBodySelection } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { compactionScope, type CompactionScope } from './compaction-scope.js'
import { retentionOf, usageByAccount } from './decide-usage.js'
import { eventRoot, leafOf } from './event-root.js'
import { knownAccount } from './legal-holds.js'
import { checkPastInterval } from './past-interval.js'
import { partiesOf, type AccountUsage } from './usage-gates.js'

export interface CompactionQuestion {
  readonly account: string
  /** Event time; it has ended. */
  readonly period: Interval
}

/** What a compaction would do, as things stand. */
export interface CompactionPreview extends Interval {
  /** What the host confirms: another event, or one more revision, is another id. */
  readonly id: Hash
  readonly account: string
  /** Of the account, and of those that share its subjects: `compact_candidate` only if all are. */
  readonly decision: RetentionAnswer['decision']
  /** Why not, by account. */
  readonly answers: readonly (RetentionAnswer & { readonly account: string })[]
  /** How many bodies would go. */
  readonly bodies: number
  readonly parts: readonly CompactedBodies[]
  /** Types whose bodies would stay. */
  readonly keptTypes: readonly string[]
}

/** A preview with what it rests on. */
export interface PlannedCompaction extends CompactionPreview {
  readonly knownAt: KnownAt
  readonly used: readonly AccountUsage[]
  readonly selections: readonly EventBodySelection[]
  /** The account, those that share its subjects, and the resellers of all of them. */
  readonly parties: readonly string[]
}

/** What a compaction would do. Writes nothing. @throws as `decideUsage` */
export async function previewCompaction(context: BillingContext, question: CompactionQuestion): Promise<CompactionPreview> {
  const { id, account, from, to, decision, answers, bodies, parts, keptTypes } = await planCompaction(context, question)
  return { id, account, from, to, decision, answers, bodies, parts, keptTypes }
}

/** The cut comes first: what arrives while this runs is in none of it. */
export async function planCompaction(context: BillingContext, question: CompactionQuestion): Promise<PlannedCompaction> {
  const at = context.clock.now()
  const { from, to } = checkPastInterval(question.period, at)
  const account = checkText(question.account, { field: 'account' })
  const { cut, scope } = await context.storage.transaction(context.tenant, async (stores) => {
    await knownAccount(stores, account)
    const taken = await stores.events.takeCut()
    return { cut: taken, scope: await compactionScope(context, stores, { account, interval: { from, to }, cut: taken }) }
  })
  const used: AccountUsage[] = []
  for (const each of [account, ...scope.sharedWith]) used.push(...(await usageByAccount(context, { from, to }, { account: each, cut })))
  const answers: (RetentionAnswer & { readonly account: string })[] = []
  for (const usage of used) {
    const { events: _, ...answer } = await retentionOf(context, usage, at)
    answers.push(answer)
  }
  const parts = await partsOf(context, scope)
  const id = hashContent('usage-compaction/1', [context.tenant, account, from, to, parts.map(({ bodies, evidence, ...part }) => [part.from, part.to, bodies, evidence])], context.digest)
  return {
    id, account, from, to,
    decision: answers.length > 0 && answers.every(({ decision }) => decision === 'compact_candidate') ? 'compact_candidate' : 'keep',
    answers,
    bodies: parts.reduce((sum, { bodies }) => sum + bodies, 0),
    parts,
    keptTypes: scope.keptTypes,
    knownAt: { cut, at },
    used,
    selections: scope.selections,
    parties: [...new Set(used.flatMap(partiesOf))],
  }
}

async function partsOf(context: BillingContext, { selections }: CompactionScope): Promise<readonly CompactedBodies[]> {
  const parts: CompactedBodies[] = []
  for (const selection of selections) {
    const root = await eventRoot(context, async ({ eventBodies }, page) => {
      const { items, ...rest } = await eventBodies.list(selection, page)
      return { items: items.map(leafOf), ...rest }
    })
    const { from, to, subjects, subscriptions } = selection
    parts.push({ from, to, subjects, subscriptions, ...root })
  }
  return parts
}
