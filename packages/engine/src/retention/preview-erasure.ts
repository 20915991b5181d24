import { canonicalJson, checkText, findAggregation, hashContent, isZero, meterReader, reduceEvent, type Account, type Hash, type KnownAt, type Meter, type UsageEvent } from '@farthing/core'
import type { CompactedBodies } from '@farthing/ledger'
import { listAll, type EventBodySelection, type ReducedEvent, type StoredEvent, type Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { contractsIn } from '../usage/select-periods.js'
import { compactionScope } from './compaction-scope.js'
import { eventRoot, leafOf } from './event-root.js'
import { knownAccount } from './legal-holds.js'
import { reduceAccount } from './personal-fields.js'

export interface ErasureQuestion {
  readonly account: string
}

/** What an erasure would do, as things stand. */
export interface ErasurePreview {
  /** What the host confirms. */
  readonly id: Hash
  readonly account: string
  /** What stands in its way: a running subscription, a document that is open, a legal hold, an erasure that is not finished. */
  readonly obstacles: readonly string[]
  /** How many bodies of events there are, and how many of them hold something that no meter reads. */
  readonly bodies: number
  readonly reducible: number
  readonly parts: readonly CompactedBodies[]
  /** Fields that the account would lose. */
  readonly accountFields: readonly string[]
}

/** A preview with what it rests on. */
export interface PlannedErasure extends ErasurePreview {
  readonly knownAt: KnownAt
  readonly reduced: Account
  readonly selections: readonly EventBodySelection[]
}

/** What an erasure of an account's personal data would do. Writes nothing. @throws `account.unknown`, `text.*` */
export async function previewErasure(context: BillingContext, question: ErasureQuestion): Promise<ErasurePreview> {
  const { id, account, obstacles, bodies, reducible, parts, accountFields } = await planErasure(context, question)
  return { id, account, obstacles, bodies, reducible, parts, accountFields }
}

export async function planErasure(context: BillingContext, question: ErasureQuestion): Promise<PlannedErasure> {
  const at = context.clock.now()
  const account = checkText(question.account, { field: 'account' })
  const { cut, selections, known, obstacles } = await context.storage.transaction(context.tenant, async (stores) => {
    const known = await knownAccount(stores, account)
    const taken = await stores.events.takeCut()
    const begun = (await contractsIn(context, stores, { account })).map(({ subscription }) => subscription.from).filter((from) => from < at).sort()
    const [from] = begun
    const scope = from === undefined ? undefined : await compactionScope(context, stores, { account, interval: { from, to: at }, cut: taken })
    // Of levels too: what their meters read stays.
    const reached = (scope?.selections ?? []).map((selection) => ({ ...selection, keptTypes: [] }))
    return { cut: taken, selections: reached, known, obstacles: await obstaclesTo(stores, account, at) }
  })
  const { account: reduced, fields: accountFields } = reduceAccount(known)
  const { parts, reducible } = await partsOf(context, selections)
  const bodies = parts.reduce((sum, part) => sum + part.bodies, 0)
  const id = hashContent('erasure/1', [context.tenant, account, [...accountFields], reducible, parts.map(({ from, to, bodies: count, evidence }) => [from, to, count, evidence])], context.digest)
  return { id, account, obstacles, bodies, reducible, parts, accountFields, knownAt: { cut, at }, reduced, selections }
}

const closed: readonly string[] = ['paid', 'void', 'uncollectible', 'credited']

/** Who is still billed, owes or is contested is still needed by name. */
export async function obstaclesTo(stores: Stores, account: string, at: string): Promise<readonly string[]> {
  const subscriptions = await listAll((page) => stores.subscriptions.list({ account }, page))
  const running = subscriptions.filter(({ to }) => to === undefined || to > at).map(({ id }) => `subscription ${id} runs`)
  const open: string[] = []
  for (const { id, number, totals } of await listAll((page) => stores.documents.list({ account }, page))) {
    const status = (await stores.documents.statuses(id)).at(-1)?.to
    if (!isZero(totals.payable) && (status === undefined || !closed.includes(status))) open.push(`document ${number} is open`)
  }
  const holds = await listAll((page) => stores.controls.list('legal_hold', { account, status: 'in_force' }, page))
  const begun = await listAll((page) => stores.controls.list('erasure', { account, status: 'started' }, page))
  return [...running, ...open, ...holds.map(({ id }) => `legal hold ${id} is in force`), ...begun.map(({ id }) => `erasure ${id} is not finished`)]
}

/** What stays of an event, where that is less than all of it. */
export function eventReducer({ catalog, aggregations }: BillingContext): (stored: StoredEvent) => ReducedEvent | undefined {
  const meters: readonly Meter[] = Object.values(catalog.meters)
  const readers = new Map<string, ((event: UsageEvent) => unknown)[]>()
  for (const meter of meters) readers.set(meter.event, [...(readers.get(meter.event) ?? []), meterReader(meter, findAggregation(meter, aggregations))])
  return ({ identity, event }) => {
    const rest = reduceEvent(event, readers.get(event.type) ?? [])
    const { data, extensions = {}, revision } = event
    if (canonicalJson([data, { ...extensions }]) === canonicalJson([rest.data, { ...rest.extensions }])) return undefined
    return { identity, revision, ...rest }
  }
}

async function partsOf(context: BillingContext, selections: readonly EventBodySelection[]): Promise<{ readonly parts: readonly CompactedBodies[]; readonly reducible: number }> {
  const reduce = eventReducer(context)
  const parts: CompactedBodies[] = []
  let reducible = 0
  for (const selection of selections) {
    const root = await eventRoot(context, async ({ eventBodies }, page) => {
      const { items, ...rest } = await eventBodies.list(selection, page)
      reducible += items.filter((stored) => reduce(stored) !== undefined).length
      return { items: items.map(leafOf), ...rest }
    })
    const { from, to, subjects, subscriptions } = selection
    parts.push({ from, to, subjects, subscriptions, ...root })
  }
  return { parts, reducible }
}
