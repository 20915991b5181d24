import { checkText, fail, type CurrencyCode, type Instant } from '@farthing/core'
import { checkDunningSchedule, standardDunning, type AffectedUsage, type DunningSchedule } from '@farthing/ledger'
import type { MessageSender } from '@farthing/ports'

/** Whose usage would be given up. */
export interface AffectedQuestion {
  readonly account: string
  readonly currency: CurrencyCode
  readonly at: Instant
}

/** Says what an account runs; asked between transactions, when its prepaid credit comes to another level. */
export type AffectedSource = (question: AffectedQuestion) => Promise<Pick<AffectedUsage, 'allocations' | 'instances'>>

/** What a host says about watching and steering what accounts spend and owe. */
export interface ControlOptions {
  /** How unpaid documents are followed up; `standardDunning` unless given. */
  readonly dunning?: DunningSchedule
  /** Who sends notices. Unless given notices are due and shown, and nobody is told. */
  readonly messages?: MessageSender
  /** Says what an account runs; what its usage events of the last 24 hours name as `resource` and `instance` unless given. */
  readonly affected?: AffectedSource
}

/** The same, checked. */
export interface ControlContext {
  readonly dunning: DunningSchedule
  readonly messages?: MessageSender
  readonly affected?: AffectedSource
}

/** @throws `dunning.invalid`, `text.*`, `time.duration_invalid`, `command.invalid` */
export function controlContext({ dunning = standardDunning, messages, affected }: ControlOptions): ControlContext {
  if (messages !== undefined) checkText(messages.name, { field: 'messages.name' })
  if (affected !== undefined && typeof affected !== 'function') fail('command.invalid', { field: 'affected', because: 'is no function' })
  return { dunning: checkDunningSchedule(dunning, 'dunning'), ...(messages === undefined ? {} : { messages }), ...(affected === undefined ? {} : { affected }) }
}
