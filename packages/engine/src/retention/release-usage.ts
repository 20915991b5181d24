import { assertInvariant, checkText, describeValue, fail, hashContent, type Hash, type Instant, type Interval, type KnownAt } from '@farthing/core'
import type { EventRemoval, Stores } from '@farthing/ports'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { countEvents } from '../events/count-events.js'
import { levelTypes } from './compaction-scope.js'
import { decideUsage, type UsageRetention } from './decide-usage.js'
import { actorOf } from './legal-holds.js'

export interface ReleaseQuestion {
  /** Event time; it has ended. Months in UTC are what PostgreSQL lets go of at a time. */
  readonly period: Interval
}

/** What a release would let go, as things stand. */
export interface ReleasePreview extends UsageRetention {
  /** What the host confirms: another event is another id. */
  readonly id: Hash
  /** Effective events of the period, whoever's they are. */
  readonly events: number
  /** Types whose bodies keep the table of their month. */
  readonly keptTypes: readonly string[]
}

export interface ReleaseUsage extends ReleaseQuestion, CommandOptions {
  /** The `id` of the preview. */
  readonly confirm: Hash
  /** Why it may go, for whoever asks years later. */
  readonly reason: string
}

/** That all bodies of a tenant in a period may go with the tables of their months. Recorded for good. */
export interface UsageRelease extends Interval {
  readonly id: Hash
  readonly by: string
  readonly at: Instant
  readonly reason: string
  /** Only what this cut shows is released; what came later keeps its month. */
  readonly knownAt: KnownAt
  readonly keptTypes: readonly string[]
}

const kind = 'retention.release'

/** What a release would let go, with every reason why not. Writes nothing. @throws as `decideUsage` */
export async function previewRelease(context: BillingContext, question: ReleaseQuestion): Promise<ReleasePreview> {
  return (await planRelease(context, question)).preview
}

/** The cut comes first: what arrives while this runs is not in it. */
async function planRelease(context: BillingContext, { period }: ReleaseQuestion): Promise<{ readonly preview: ReleasePreview; readonly cut: string }> {
  const cut = await context.storage.transaction(context.tenant, ({ events }) => events.takeCut())
  const retention = await decideUsage(context, { period })
  const { from, to, accounts } = retention
  const { events } = await countEvents(context, { from, to })
  const keptTypes = levelTypes(context)
  const id = hashContent('usage-release/1', [context.tenant, from, to, events, accounts.map((each) => [each.account, each.events]), keptTypes], context.digest)
  return { preview: { ...retention, id, events, keptTypes }, cut }
}

/**
 * Records that a tenant's raw usage of a period may go, of all accounts at once, without taking a body away: on PostgreSQL `maintainPartitions` then drops a month once every
 * tenant has released it. Where only some accounts may go, `compact` each.
 *
 * Once for its key. Refused where `decide` says `keep`. A legal hold that is placed later, and an event that comes later, keep the month; release it again for the event.
 *
 * @throws `retention.release_refused` with every reason; `retention.not_confirmed`; as `decideUsage`; `storage.not_permitted` where the connection may not
 */
export async function releaseUsage(context: BillingContext, input: ReleaseUsage): Promise<UsageRelease> {
  const isKnown = await context.storage.transaction(context.tenant, async ({ commands }) => (await commands.get(kind, checkText(input.key, { field: 'key' }))) !== undefined)
  const plan = isKnown ? undefined : await planRelease(context, input)
  if (plan !== undefined) checkPreview(plan.preview, input)
  return runCommand(context, {
    kind,
    input,
    perform: async (stores, at) => {
      assertInvariant(plan !== undefined, 'a command that is not recorded was planned')
      const { from, to, keptTypes } = plan.preview
      const id = hashContent('usage-release-of/1', [context.tenant, input.key], context.digest)
      const reason = checkText(input.reason, { field: 'reason', maxLength: 1024 })
      await stores.eventBodies.decide({ id, kind: 'release', from, to, subjects: [], subscriptions: [], keptTypes, cut: plan.cut, by: actorOf(context, input), at, reason })
      return id
    },
    recall: findRelease,
  })
}

function checkPreview({ id, decision, accounts, loose, from, to }: ReleasePreview, { confirm }: ReleaseUsage): void {
  if (decision === 'keep') {
    const reasons = accounts.flatMap((answer) => (answer.decision === 'keep' ? answer.reasons.map(({ reason }) => `${reason} of ${answer.account}`) : []))
    const why = [...reasons, ...(loose > 0 ? [`${loose} readings that belong to nobody`] : [])]
    fail('retention.release_refused', { field: 'period', because: `is kept: ${why.length > 0 ? why.join(', ') : 'the time of the policy runs'}`, facts: { from, to, loose } })
  }
  if (confirm !== id) fail('retention.not_confirmed', { field: 'confirm', because: `is ${describeValue(confirm)}, and the preview has ${id}`, facts: { id } })
}

async function findRelease({ eventBodies }: Stores, id: string): Promise<UsageRelease | undefined> {
  const removal = await eventBodies.decision(id)
  return removal === undefined ? undefined : releaseOf(removal)
}

function releaseOf({ id, from, to, by, at, reason, cut, keptTypes }: EventRemoval): UsageRelease {
  return { id, from, to, by, at, reason, knownAt: { cut, at }, keptTypes }
}
