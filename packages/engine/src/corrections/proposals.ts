import { canonicalJson, checkJson, checkText, fail, hashContent, type Hash } from '@farthing/core'
import type { CorrectionProposal, CorrectionRecord, CorrectionStep, ProposedCorrection, Stores } from '@farthing/ports'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { applyPlan } from './apply-plan.js'
import { lockHistory, recordsBehind, referenceTo, subjectOf, type CorrectInvoice } from './correct-invoice.js'
import { planCorrections, type PlannedCorrection } from './plan-corrections.js'

export interface MoveProposal extends CommandOptions {
  /** Id of the proposal. */
  readonly proposal: string
  /** Needed to reject. */
  readonly reason?: string
}

/** A proposal, and how far it came. */
export interface ProposalStanding {
  readonly id: Hash
  readonly state: 'proposed' | 'approved' | 'rejected' | 'applied'
  readonly proposed: CorrectionProposal
  /** By revision: who did what, when. */
  readonly steps: readonly CorrectionStep[]
}

/**
 * Proposes to correct an invoice: works out what would change, and keeps that for people to look at. Changes nothing else.
 *
 * @throws as `correctInvoice`
 */
export function proposeCorrection(context: BillingContext, input: CorrectInvoice): Promise<ProposalStanding> {
  const { tenant, digest } = context
  return runCommand(context, {
    kind: 'corrections.propose',
    input,
    perform: async (stores, at, outside) => {
      const { actor = 'system', key } = input
      const subject = subjectOf(context, input, at)
      const planned = await planCorrections(context, stores, subject, outside)
      const proposal = hashContent('correction-proposal/1', [tenant, key], digest)
      const [first] = planned
      if (first === undefined) fail('invoice.unknown', { field: 'invoice', because: `is ${JSON.stringify(input.invoice)}` })
      const { id, account, from, to } = first.invoice
      const proposed = { account, invoice: id, from, to, causes: subject.causes, policy: subject.policy, corrections: proposedBy(planned), ...(subject.inputs === undefined ? {} : { inputs: subject.inputs }) }
      await stores.corrections.appendStep({ proposal, revision: 1, account, move: 'propose', actor, at, proposed })
      return proposal
    },
    recall: findProposal,
  })
}

/** Agrees to a proposal. @throws `correction.approval_needed` where the one who proposed it agrees and somebody else has to; `correction.proposal_closed`, `correction.proposal_unknown` */
export function approveCorrection(context: BillingContext, input: MoveProposal): Promise<ProposalStanding> {
  return move(context, input, 'approve', ({ steps }, actor) => {
    if (context.corrections.approval === 'required' && steps[0]?.actor === actor) {
      fail('correction.approval_needed', { field: 'actor', because: `is ${actor}, who proposed it: somebody else has to agree` })
    }
  })
}

/** Turns a proposal down, with a reason. @throws `correction.proposal_closed`, `correction.proposal_unknown`, `text.empty` */
export function rejectCorrection(context: BillingContext, input: MoveProposal): Promise<ProposalStanding> {
  return move(context, input, 'reject', () => checkText(input.reason, { field: 'reason', maxLength: 1_000 }))
}

/**
 * Applies a proposal, once. What it comes to is worked out again: where that is something else than was proposed, because more came in meanwhile, it is refused.
 *
 * @throws `correction.moved`, `correction.approval_needed`, `correction.proposal_closed`, `correction.proposal_unknown`, and as `correctInvoice`
 */
export function applyCorrection(context: BillingContext, input: MoveProposal): Promise<readonly CorrectionRecord[]> {
  return runCommand(context, {
    kind: 'corrections.apply',
    input,
    perform: async (stores, at, outside) => {
      const { actor = 'system' } = input
      const standing = await openProposal(stores, input.proposal)
      const { id, state, steps, proposed } = standing
      if (context.corrections.approval === 'required' && state !== 'approved') fail('correction.approval_needed', { field: 'proposal', because: 'is not approved' })
      await lockHistory(stores, proposed.invoice)
      const [first] = steps
      const planned = await planCorrections(context, stores, { ...proposed, actor, at: first?.at ?? at }, outside)
      refuseMoved(proposed.corrections, proposedBy(planned))
      await stores.corrections.appendStep({ proposal: id, revision: steps.length + 1, account: proposed.account, move: 'apply', actor, at })
      return referenceTo(await applyPlan(context, stores, { planned, actor, at, proposal: id }))
    },
    recall: recordsBehind,
  })
}

export async function findProposal(stores: Stores, id: string): Promise<ProposalStanding | undefined> {
  const steps = await stores.corrections.steps(id)
  const proposed = steps[0]?.proposed
  if (proposed === undefined) return undefined
  const states = { propose: 'proposed', approve: 'approved', reject: 'rejected', apply: 'applied' } as const
  return { id, state: states[steps.at(-1)?.move ?? 'propose'], proposed, steps }
}

function move(context: BillingContext, input: MoveProposal, step: 'approve' | 'reject', check: (standing: ProposalStanding, actor: string) => void): Promise<ProposalStanding> {
  return runCommand(context, {
    kind: `corrections.${step}`,
    input,
    perform: async (stores, at) => {
      const { actor = 'system', reason } = input
      const standing = await openProposal(stores, input.proposal)
      check(standing, actor)
      const { id, steps, proposed } = standing
      await stores.corrections.appendStep({ proposal: id, revision: steps.length + 1, account: proposed.account, move: step, actor, at, ...(reason === undefined ? {} : { reason }) })
      return id
    },
    recall: findProposal,
  })
}

async function openProposal(stores: Stores, id: string): Promise<ProposalStanding> {
  const standing = (await findProposal(stores, id)) ?? fail('correction.proposal_unknown', { field: 'proposal', because: `is ${JSON.stringify(id)}` })
  if (standing.state === 'rejected' || standing.state === 'applied') fail('correction.proposal_closed', { field: 'proposal', because: `is ${standing.state}`, facts: { proposal: id, state: standing.state } })
  return standing
}

export function proposedBy(planned: readonly PlannedCorrection[]): readonly ProposedCorrection[] {
  return planned.flatMap(({ correction, invoice, target }) => {
    if (correction === undefined) return []
    const { outcome, totals: { net, tax, gross }, from, to } = correction
    return [{ invoice: invoice.id, number: invoice.number, from, to, outcome, net, tax, gross, target: target.contentHash }]
  })
}

function refuseMoved(proposed: readonly ProposedCorrection[], now: readonly ProposedCorrection[]): void {
  const textOf = (corrections: readonly ProposedCorrection[]) => canonicalJson(checkJson(corrections, 'corrections'))
  if (textOf(proposed) === textOf(now)) return
  fail('correction.moved', { field: 'proposal', because: 'comes to something else than was proposed: propose again' })
}
