import { fail } from '@farthing/core'
import { reportDepletion, type DepletionDecision, type DepletionReport } from '@farthing/ledger'
import { checkCommandOptions, runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { inTurn } from '../controls/in-turn.js'
import { keepStep, keptStep } from '../controls/kept-step.js'

export interface ReportDepletion extends CommandOptions {
  /** Id of the decision. */
  readonly decision: string
  readonly outcome: DepletionReport['outcome']
  /** What was released or stopped; nothing unless given. */
  readonly allocations?: readonly string[]
  readonly instances?: readonly string[]
  readonly note?: string
}

/** Keeps what the host says that it did about a decision. @throws `depletion.unknown`, `depletion.report_invalid`, `text.*`, `command.conflict` */
export function reportOnDepletion(context: BillingContext, input: ReportDepletion): Promise<DepletionDecision> {
  return runCommand(context, {
    kind: 'prepaid.report',
    input,
    perform: async (stores, at) => {
      const { actor } = checkCommandOptions(input, context)
      const { outcome, allocations = [], instances = [], note } = input
      const kept = await inTurn(stores, 'depletion', input.decision)
      if (kept === undefined) return fail('depletion.unknown', { field: 'decision', because: `is ${JSON.stringify(input.decision)}`, facts: { decision: input.decision } })
      const content = reportDepletion(kept.content, { outcome, at, actor, allocations, instances, ...(note === undefined ? {} : { note }) })
      return keepStep(stores, { ...kept, revision: kept.revision + 1, status: content.status, content })
    },
    recall: (stores, reference) => keptStep(stores, 'depletion', reference),
  })
}
