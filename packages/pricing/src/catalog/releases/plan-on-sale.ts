import { assertInvariant, type Digest, type Hash, type Instant } from '@farthing/core'
import type { StageTable } from '../../charges/pipeline/stage.js'
import type { Plan } from '../plan.js'
import { publishPlan, type PlanVersion } from '../publish-plan.js'
import type { DatedPlan } from './dated-plan.js'
import type { PlanRelease } from './plan-release.js'
import { versionToSell } from './version-to-sell.js'

/** A plan of a catalogue with its later versions. */
export interface PlanHistory {
  /** Name of the plan. */
  readonly name: string
  /** In effect until the first of `later`. */
  readonly plan: Plan
  readonly later?: readonly DatedPlan[]
}

export interface SaleQuestion {
  readonly at: Instant
  /** The version that is asked for; that in effect unless given. */
  readonly planVersion?: Hash
}

interface PublishOptions {
  readonly digest?: Digest
  readonly stages?: StageTable
}

/** The start of a plan that has none. */
const always: Instant = '0001-01-01T00:00:00.000000Z'

/** The versions of a plan, published, in the order of their releases. */
export function releasesOf({ name, plan, later = [] }: PlanHistory, { digest, stages }: PublishOptions = {}): readonly (PlanRelease & { readonly published: PlanVersion })[] {
  return [{ effectiveFrom: always, plan }, ...later].map(({ plan: content, ...release }) => {
    const published = publishPlan(name, content, digest, stages)
    return { ...release, version: published.version, published }
  })
}

/**
 * The version of a plan that is subscribed to at an instant: that in effect, corrections included, or the one asked for if it is that one.
 *
 * @throws `plan.version_unpublished`, `plan.version_superseded`, `plan.version_not_effective`, as `versionToSell`; what `publishPlan` throws
 */
export function planOnSale(history: PlanHistory, question: SaleQuestion, options: PublishOptions = {}): PlanVersion {
  const releases = releasesOf(history, options)
  const sold = versionToSell(releases.map(({ published: _, ...release }) => release), question)
  const found = releases.find(({ version }) => version === sold.version)
  assertInvariant(found !== undefined, 'a version that is sold is one of those released')
  return found.published
}
