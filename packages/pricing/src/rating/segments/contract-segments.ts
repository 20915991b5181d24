import { canonicalJson, checkJson, clipInterval, compareBytes, type Digest, type Interval, type TenantId } from '@farthing/core'
import type { Components } from '../../catalog/price-book.js'
import { publishPlan, type PlanVersion } from '../../catalog/publish-plan.js'
import { versionNamed, type SubscribedPlans } from '../../catalog/terms/subscribed-plans.js'
import type { TermSource } from '../../catalog/terms/terms-at.js'
import type { Bindings } from '../../charges/bindings/binding.js'
import type { BindingWarning } from '../../charges/bindings/resolve-program.js'
import type { Program } from '../../charges/pipeline/program.js'
import type { StageTable } from '../../charges/pipeline/stage.js'
import type { Contract, ContractPiece } from '../contract.js'
import { unusedKeyOf, withAdvanceCredits } from './advance-runs.js'
import { boundProgram, type BoundProgram } from './bound-program.js'
import { termRuns, type TermRun, type TermSpan } from './term-runs.js'

/** A subscription with its plans, in the books of a tenant. */
export interface SubscribedContract extends SubscribedPlans {
  readonly tenant: TenantId
  /** Programs that may run in place of those of the plans; none unless given. The one that is bound when a segment begins runs for all of it. */
  readonly bindings?: Bindings
}

/** A part of a period that one contract covers. */
export interface Segment {
  readonly contract: Contract
  readonly interval: Interval
  /** What its prices come from, without repeats, in the order in which they begin to hold. */
  readonly composedOf: readonly TermSource[]
  /** Of the choice of its program. */
  readonly warnings: readonly BindingWarning[]
}

export interface SegmentOptions {
  readonly digest?: Digest
  /** What the programs of the plans may use; the built-in ones unless given. */
  readonly stages?: StageTable
}

/**
 * The contracts of one period of a subscription, in time order: one for each plan version that it has in it, and none for the time in which
 * it does not run or is paused. Without changes and phases that is one, with the plan version as it was published.
 *
 * The plan version of a segment is composed where all its terms hold throughout: plan, phase, add-ons and overrides together, published under
 * the plan's name, so that its hash says what was charged. Where some hold in a part of it only, the contract has `pieces` beside the version
 * that was published. A fee that was due in advance for longer than it ran stands there whole, with a credit beside it.
 *
 * @throws `plan.version_unpublished` for a version that is named and not given; `period.ends_before_start`; what `resolveProgram` throws
 */
export function contractSegments(source: SubscribedContract, period: Interval, options: SegmentOptions = {}): readonly Segment[] {
  const billed = clipInterval({ from: period.from, to: period.to }, source.subscription)
  if (billed === undefined) return []
  return termRuns(source, period).map((span, index, spans): Segment => {
    const runs = withAdvanceCredits(source, span, period)
    const base = versionNamed(source.versions, span.plan, span.planVersion)
    const parties = partiesOf(source, span, billed)
    const { bindings } = source
    const { warnings, ...bound } = boundProgram({ tenant: source.tenant, account: parties.subscription.account, ...(bindings === undefined ? {} : { bindings }) }, base, span.from, options)
    return {
      contract: { ...parties, ...termsOf(base, bound, { span, runs }, options), ...(index === spans.length - 1 ? {} : { continues: true }) },
      interval: { from: span.from, to: span.to },
      composedOf: sourcesOf(runs),
      warnings,
    }
  })
}

/** The subscription as its segment sees it: on one plan, and without what changed it. */
function partiesOf({ tenant, side = 'retail', subscription }: SubscribedContract, span: TermSpan, billed: Interval): Pick<Contract, 'tenant' | 'side' | 'subscription' | 'startedAt'> {
  const { changes: _, wholesale, ...own } = subscription
  const narrowed = {
    ...own,
    account: side === 'wholesale' && wholesale !== undefined ? wholesale.account : own.account,
    plan: span.plan,
    planVersion: span.planVersion,
    ...(span.from === billed.from ? {} : { from: span.from }),
    ...(span.to === billed.to ? {} : { to: span.to }),
  }
  return { tenant, side, subscription: narrowed, ...(span.since === narrowed.from ? {} : { startedAt: span.since }) }
}

interface SegmentTerms {
  readonly span: TermSpan
  readonly runs: readonly TermRun[]
}

function termsOf(base: PlanVersion, bound: BoundProgram, { span, runs }: SegmentTerms, { digest, stages }: SegmentOptions): Pick<Contract, 'planVersion' | 'pieces' | 'program' | 'binding'> {
  const pieces = piecesOf(runs)
  const [only, ...others] = pieces
  if (only !== undefined && others.length === 0 && only.from === span.from && only.to === span.to) {
    return { planVersion: composed(base, only.components, digest, stages), ...bound }
  }
  const program = bound.program ?? base.content.program
  return { planVersion: base, pieces, ...bound, ...(program === undefined ? {} : { program: withCredits(program, runs) }) }
}

/** The version as it was published where nothing differs from it. */
function composed(base: PlanVersion, components: Components, digest: Digest | undefined, stages: StageTable | undefined): PlanVersion {
  const json = (each: Components) => canonicalJson(checkJson(each, 'components'))
  if (json(base.content.components) === json(components)) return base
  const { phases: _, ...terms } = base.content
  return publishPlan(base.plan, { ...terms, components }, digest, stages)
}

function piecesOf(runs: readonly TermRun[]): readonly ContractPiece[] {
  const pieces = new Map<string, ContractPiece>()
  for (const { from, to, key, component } of runs) {
    const place = `${from} ${to}`
    pieces.set(place, { from, to, components: { ...pieces.get(place)?.components, [key]: component } })
  }
  return [...pieces].sort(([a], [b]) => compareBytes(a, b)).map(([, piece]) => piece)
}

/** What is done to a fee is done to its credit too. */
function withCredits(program: Program, runs: readonly TermRun[]): Program {
  const keys = new Set(runs.map(({ key }) => key))
  return {
    stages: program.stages.map((stage) => {
      const { of } = stage
      if (of?.components === undefined) return stage
      const components = of.components.flatMap((key) => (keys.has(unusedKeyOf(key)) ? [key, unusedKeyOf(key)] : [key]))
      return { ...stage, of: { ...of, components } }
    }),
  }
}

function sourcesOf(runs: readonly TermRun[]): readonly TermSource[] {
  const sources = new Map(runs.map(({ source }) => [canonicalJson(checkJson(source, 'source')), source]))
  return [...sources.values()]
}
