import { assertInvariant, checkJson, checkText, describeValue, fail, hashContent, type Hash } from '@farthing/core'
import type { CompactedSeal, UsageCompaction } from '@farthing/ledger'
import type { PageRequest, Stores } from '@farthing/ports'
import { retryConflicts } from '../commands/retry-conflicts.js'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { eventRoot } from './event-root.js'
import { amendedSince } from './amended-since.js'
import { actorOf } from './legal-holds.js'
import { planCompaction, type CompactionQuestion, type PlannedCompaction } from './preview-compaction.js'

export interface CompactUsage extends CompactionQuestion, CommandOptions {
  /** The `id` of the preview: what goes, by name. */
  readonly confirm: Hash
  /** Why it may go, for whoever asks years later. */
  readonly reason: string
}

const kind = 'retention.compact'

/**
 * Takes away the bodies of an account's events in a period, for good; totals, Merkle roots, identities and fingerprints stay. Where the bodies of a period have gone, an
 * event that is sent again is a duplicate, documents verify and explain themselves, and what would have to read a body is refused with `storage.events_removed`.
 *
 * Once for its key. The decision and all it rests on are recorded first; then bodies go, a thousand in a transaction. A run that was interrupted is finished by the same
 * call. A legal hold that is placed meanwhile stops it until it is lifted. Bodies of levels stay: later usage is measured from them.
 *
 * @throws `retention.compaction_refused` with every reason, where anything keeps a body, where none is there, and where an event was amended since the preview; `retention.not_confirmed`; as `decideUsage`;
 * `storage.not_permitted` where the connection may not
 */
export async function compactUsage(context: BillingContext, input: CompactUsage): Promise<UsageCompaction> {
  const isKnown = await context.storage.transaction(context.tenant, async ({ commands }) => (await commands.get(kind, checkText(input.key, { field: 'key' }))) !== undefined)
  const plan = isKnown ? undefined : checkPlan(await planCompaction(context, input), input)
  const started = await runCommand(context, {
    kind,
    input,
    perform: async (stores) => {
      assertInvariant(plan !== undefined, 'a command that is not recorded was planned')
      return start(context, stores, plan, input)
    },
    recall: findCompaction,
  })
  return started.finishedAt === undefined ? finish(context, started) : started
}

function checkPlan(plan: PlannedCompaction, { confirm }: CompactUsage): PlannedCompaction {
  const { account, answers, bodies, decision, id } = plan
  const reasons = answers.flatMap((answer) => (answer.decision === 'keep' ? answer.reasons.map(({ reason }) => `${reason} of ${answer.account}`) : []))
  if (decision === 'keep') refuse(account, reasons.length === 0 ? 'has no subscription in the period' : `is kept: ${reasons.join(', ')}`)
  if (bodies === 0) refuse(account, 'has no body of an event left in the period')
  if (confirm !== id) fail('retention.not_confirmed', { field: 'confirm', because: `is ${describeValue(confirm)}, and the preview has ${id}`, facts: { id } })
  return plan
}

function refuse(account: string, because: string): never {
  return fail('retention.compaction_refused', { field: 'account', because, facts: { account } })
}

async function start(context: BillingContext, stores: Stores, plan: PlannedCompaction, input: CompactUsage): Promise<string> {
  await refuseHeld(stores, plan.account, plan.parties)
  const { id, account, from, to, knownAt, keptTypes, parts, selections, used } = plan
  await stores.accounts.lock(account)
  const [open] = (await stores.controls.list('usage_compaction', { account, status: 'started' }, { limit: 1 })).items
  if (open !== undefined) refuse(account, `has a compaction ${open.id} that is not finished; call it again first`)
  if ((await stores.controls.get('usage_compaction', id)) !== undefined) refuse(account, `was compacted under another key`)
  await refuseAmended(stores, plan)
  const [by, at, reason] = [actorOf(context, input), knownAt.at, checkText(input.reason, { field: 'reason', maxLength: 1024 })]
  for (const [index, selection] of selections.entries()) await stores.eventBodies.decide({ id: removalOf(id, index), kind: 'compaction', ...selection, by, at, reason })
  const usage = used.flatMap(({ rows }) => rows)
  const seals: CompactedSeal[] = []
  for (const { subscription, ...period } of periodsOf(usage)) {
    const seal = await stores.usage.latest(subscription, period)
    if (seal !== undefined) seals.push({ subscription, ...period, revision: seal.revision, content: hashContent('sealed-usage/1', [checkJson(seal, 'seal')], context.digest) })
  }
  const content: UsageCompaction = { id, account, from, to, by, at, reason, knownAt, rule: context.retention.policy.usage_event, keptTypes, parts, seals, usage }
  for (const each of used) {
    const own = each.account === account ? content : { ...content, id: hashContent('usage-compaction-of/1', [id, each.account], context.digest), account: each.account, finishedAt: at }
    await stores.controls.append({ kind: 'usage_compaction', id: own.id, revision: 1, account: own.account, status: own.finishedAt === undefined ? 'started' : 'shared', about: id, createdAt: at, content: own })
  }
  return id
}

/** What the preview counted has to be what goes. From the decision on, amendments of what it is about are refused where they come in. */
async function refuseAmended(stores: Stores, { account, selections }: PlannedCompaction): Promise<void> {
  const amended = await amendedSince(stores, selections)
  if (amended === undefined) return
  const { id, source } = amended.event
  refuse(account, `has an event ${JSON.stringify(id)} of ${source} that was amended since the preview; preview again`)
}

const removalOf = (id: Hash, index: number): string => `${id}/${index}`

/** Each billing period of a subscription once. */
function periodsOf(usage: UsageCompaction['usage']): readonly Omit<CompactedSeal, 'revision' | 'content'>[] {
  return [...new Map(usage.map(({ subscription, from, to }) => [JSON.stringify([subscription, from, to]), { subscription, from, to }])).values()]
}

async function refuseHeld(stores: Stores, account: string, parties: readonly string[]): Promise<void> {
  for (const party of parties) {
    const [hold] = (await stores.controls.list('legal_hold', { account: party, status: 'in_force' }, { limit: 1 })).items
    if (hold !== undefined) refuse(account, `is kept: legal_hold ${JSON.stringify(hold.id)} of ${party}`)
  }
}

async function findCompaction(stores: Stores, id: string): Promise<UsageCompaction | undefined> {
  return (await stores.controls.get('usage_compaction', id))?.content
}

const most = 1_000

/** Takes what is still there, then reads what is left at the identities: it must give the roots that were recorded before. */
async function finish(context: BillingContext, compaction: UsageCompaction): Promise<UsageCompaction> {
  const { id, account, parts, keptTypes, knownAt } = compaction
  for (const [index, { from, to, subjects, subscriptions, bodies, evidence }] of parts.entries()) {
    const selection = { from, to, subjects, subscriptions, keptTypes, cut: knownAt.cut }
    let page: PageRequest | undefined = { limit: most }
    while (page !== undefined) {
      const request: PageRequest = page
      const next = await retryConflicts(context, async (stores) => {
        await refuseHeld(stores, account, await partiesHolding(stores, compaction))
        const found = await stores.eventBodies.list(selection, request)
        if (found.items.length > 0) await stores.eventBodies.remove(removalOf(id, index), found.items.map(({ identity, event: { revision } }) => ({ identity, revision })))
        return found.next
      })
      page = next === undefined ? undefined : { limit: most, cursor: next }
    }
    const left = await eventRoot(context, ({ eventBodies }, page) => eventBodies.removed(removalOf(id, index), page))
    assertInvariant(left.bodies === bodies && left.evidence === evidence, 'what is left of removed bodies gives the root that was recorded before')
  }
  return retryConflicts(context, async (stores) => {
    const standing = await stores.controls.get('usage_compaction', id)
    assertInvariant(standing !== undefined, 'a compaction that was started is stored')
    if (standing.content.finishedAt !== undefined) return standing.content
    const content = { ...standing.content, finishedAt: context.clock.now() }
    await stores.controls.append({ ...standing, revision: standing.revision + 1, status: 'finished', content })
    return content
  })
}

/** Whose legal holds stop it: the accounts whose usage it is, and their resellers. */
async function partiesHolding(stores: Stores, { usage }: UsageCompaction): Promise<readonly string[]> {
  const parties = new Set(usage.map(({ account }) => account))
  for (const subscription of new Set(usage.map((row) => row.subscription))) {
    const reseller = (await stores.subscriptions.get(subscription))?.wholesale?.account
    if (reseller !== undefined) parties.add(reseller)
  }
  return [...parties].sort()
}
