import type { UsageEvent } from '@farthing/core'
import type { PlanVersion, RatingOptions } from '@farthing/pricing'
import { correctionNote } from '../corrections/correction-note.js'
import type { CorrectionPolicy } from '../corrections/correction-policy.js'
import type { Correction, CorrectionCause } from '../corrections/correction.js'
import { creditInvoice } from '../corrections/credit-invoice.js'
import { issueCorrectionNote } from '../corrections/issue-correction-note.js'
import { rerateInvoice } from '../corrections/rerate-invoice.js'
import { targetInvoice } from '../corrections/target-invoice.js'
import { voidInvoice } from '../corrections/void-invoice.js'
import { bundleCorrections } from '../verification/bundle-corrections.js'
import type { CorrectionBundle, CorrectionEvidence } from '../verification/correction-bundle.js'
import type { EvidenceBundle } from '../verification/evidence-bundle.js'
import { sampleAnswerer, sampleBundles, sampleEvent, sampleEvents, sampleSegments, simplePlan } from './sample-bundles.js'

/** Those of the sample, and what came in late. */
export const lateEvents: readonly UsageEvent[] = [
  ...sampleEvents,
  sampleEvent('llm.tokens', 't4', '2026-10-28T09:00:00.000000Z', { count: '900000', model: 'large' }),
  sampleEvent('api.call', 'c4', '2026-10-28T09:00:00.000000Z', {}),
]

function causeOf(kind: CorrectionCause['kind'], at: string): CorrectionCause {
  return { kind, reference: 'api/t4', text: `${kind} of ${at}`, actor: 'ann', at }
}

interface Step {
  readonly kind: Correction['kind']
  /** What is known by then, for a re-rating. */
  readonly events?: readonly UsageEvent[]
  readonly policy?: CorrectionPolicy
}

/** The bundle of an invoice that is corrected step by step. */
export function correctedBundle(invoice: EvidenceBundle, plan: PlanVersion, steps: readonly Step[], options: RatingOptions = {}): CorrectionBundle {
  const made: CorrectionEvidence[] = []
  for (const [index, step] of steps.entries()) made.push(correctionOf(invoice, { ...step, plan, before: made, at: `2026-11-1${index}T09:00:00.000000Z` }))
  return bundleCorrections({ invoice, corrections: made }, options)
}

interface SampleStep extends Step {
  readonly plan: PlanVersion
  readonly before: readonly CorrectionEvidence[]
  readonly at: string
}

function correctionOf({ evidence: { invoice, terms } }: EvidenceBundle, { kind, events = [], policy, plan, before, at }: SampleStep): CorrectionEvidence {
  const knownAt = { cut: String(20 + before.length), at }
  const request = { invoice, corrections: before.map(({ correction }) => correction), causes: [causeOf(kind === 'rerating' ? 'late_event' : kind, at)], actor: 'ann', at, ...(policy === undefined ? {} : { policy }) }
  const target = kind === 'rerating' ? targetInvoice({ invoice, ratings: [{ ...sampleSegments({ plan, events }).segments, knownAt }], ...(terms === undefined ? {} : { terms }), answerTax: sampleAnswerer, knownAt }) : undefined
  const correction = target !== undefined ? rerateInvoice({ ...request, target: target.target }) : kind === 'void' ? voidInvoice(request) : creditInvoice({ ...request, lines: [{ line: invoice.lines[0]?.id ?? '', amount: '10' }] })
  if (correction === undefined) throw new Error(`${kind} at ${at} corrects something`)
  const draft = correctionNote({ invoice, correction, knownAt })
  const note = draft === undefined ? undefined : issueCorrectionNote(draft, { correction, number: `CN-00000${before.length + 1}`, series: 'CN', issuedAt: at })
  return { correction, ...(note === undefined ? {} : { note }), ...(target === undefined ? {} : { evidence: { ratings: target.ratings, terms: target.terms } }) }
}

const sample = (name: string): EvidenceBundle => sampleBundles[name]?.() ?? raise(name)

function raise(name: string): never {
  throw new Error(`${name} is a sample`)
}

/** Bundles of corrections whose bytes are kept: late events, credit by hand, back to what was invoiced, and void, with every term; and one with stages. */
export const sampleCorrections: { readonly [name: string]: () => CorrectionBundle } = {
  'corrections-all-terms': () => correctedBundle(sample('all-terms'), simplePlan, [{ kind: 'rerating', events: lateEvents }, { kind: 'credit' }, { kind: 'rerating', events: sampleEvents }, { kind: 'void' }]),
  'corrections-simple': () => correctedBundle(sample('simple'), simplePlan, [{ kind: 'rerating', events: lateEvents }]),
}
