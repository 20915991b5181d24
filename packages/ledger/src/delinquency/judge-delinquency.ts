import { formatMoney, type Instant } from '@farthing/core'
import { nextDelinquency } from './delinquency-moves.js'
import type { Delinquency, DelinquencyFacts, DelinquencySignal, DelinquencyState, OverdueDocument } from './delinquency-state.js'
import type { DunningSchedule } from './dunning-schedule.js'
import { restrictionScopes, type RestrictionReason, type RestrictionScope } from './restriction.js'

export interface DelinquencyQuestion {
  readonly account: string
  /** The last move; none for an account that never moved. */
  readonly before: Delinquency | undefined
  readonly facts: DelinquencyFacts
  readonly schedule: DunningSchedule
  readonly at: Instant
}

interface Finding {
  readonly signal: DelinquencySignal
  readonly restricts?: RestrictionScope
  readonly reason?: RestrictionReason
}

/**
 * Where an account stands by the facts: the next move, or `undefined` where nothing changes. Pure: the same facts give the same standing, however often and
 * in whatever order they are looked at; time enters through the days that documents are overdue.
 *
 * A document whose payment is contested and not decided is not followed up; one that is overdue by a step with a scope restricts, one that was given up suspends. Used
 * up prepaid credit moves the account too; its restriction is placed and lifted with the credit, and stands in no reason here.
 */
export function judgeDelinquency({ account, before, facts, schedule, at }: DelinquencyQuestion): Delinquency | undefined {
  const from: DelinquencyState = before?.state ?? 'current'
  const found = findingsIn(facts, schedule)
  const signals = orderedSignals(found)
  const state = nextDelinquency(from, signals)
  const contested = signals.length > 0 && signals.every((signal) => signal === 'dispute_open')
  // An account that is only contested stays restricted by what it was.
  const restricts = contested ? before?.restricts : strictestOf(found)
  if (state === from && restricts === before?.restricts) return undefined
  return {
    account, revision: (before?.revision ?? 0) + 1, state, from, at: before !== undefined && before.at > at ? before.at : at, signals,
    ...(restricts === undefined ? {} : { restricts }),
    reasons: contested ? (before?.reasons ?? []) : found.flatMap(({ reason, restricts: scope }) => (reason !== undefined && scope === restricts ? [reason] : [])),
    facts,
  }
}

function findingsIn({ overdue, openDisputes, depleted }: DelinquencyFacts, schedule: DunningSchedule): readonly Finding[] {
  return [
    ...overdue.filter(({ disputed }) => !disputed).flatMap((document) => findingsOf(document, schedule)),
    ...(openDisputes.length > 0 || overdue.some(({ disputed }) => disputed) ? [{ signal: 'dispute_open' } as const] : []),
    ...(depleted.length > 0 ? [{ signal: 'credit_depleted' } as const] : []),
  ]
}

function findingsOf(document: OverdueDocument, { steps, disputeLost }: DunningSchedule): readonly Finding[] {
  const { document: id, number, daysOverdue, open } = document
  const amount = formatMoney(open)
  if (document.uncollectible) {
    return [{ signal: 'uncollectible', restricts: 'all_usage', reason: { code: 'invoice_uncollectible', text: `Invoice ${number} was not paid: ${amount} are open.`, references: [id] } }]
  }
  if (daysOverdue < 1) return lostDispute(document, disputeLost)
  const scope = steps.findLast(({ afterDays, restrict }) => restrict !== undefined && afterDays <= daysOverdue)?.restrict
  const days = daysOverdue === 1 ? '1 day' : `${daysOverdue} days`
  const text = `Invoice ${number} is ${days} overdue: ${amount} are open.`
  const reason: RestrictionReason = { code: 'invoice_overdue', text, references: [id] }
  const own: Finding = scope === undefined ? { signal: 'invoice_overdue' } : { signal: scope === 'all_usage' ? 'suspend_due' : 'restrict_due', restricts: scope, reason }
  return [own, ...lostDispute(document, disputeLost)]
}

function lostDispute({ document, number, open, disputeLost: isLost }: OverdueDocument, scope: RestrictionScope | undefined): readonly Finding[] {
  if (!isLost || scope === undefined) return []
  const text = `A contested payment of invoice ${number} was taken back: ${formatMoney(open)} are open.`
  return [{ signal: 'dispute_lost', restricts: scope, reason: { code: 'payment_dispute_lost', text, references: [document] } }]
}

const gravest: readonly DelinquencySignal[] = ['uncollectible', 'suspend_due', 'dispute_lost', 'restrict_due', 'credit_depleted', 'invoice_overdue', 'dispute_open', 'clear']

function orderedSignals(found: readonly Finding[]): readonly DelinquencySignal[] {
  const named = new Set(found.map(({ signal }) => signal))
  return named.size === 0 ? ['clear'] : gravest.filter((signal) => named.has(signal))
}

function strictestOf(found: readonly Finding[]): RestrictionScope | undefined {
  return restrictionScopes.findLast((scope) => found.some(({ restricts }) => restricts === scope))
}
