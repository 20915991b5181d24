import { checkText, fail, parseInstant, type Instant } from '@farthing/core'
import { listAll, type EventQuery, type Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import type { ReadingStatus } from './event-record.js'
import type { AttributedReading, ReadEvent } from './read-events.js'

/**
 * Conditions on events that must hold together; the tenant is that of the billing instance. An event is found when what its conditions on meter, status,
 * account, subscription, plan and product ask for holds for one of its readings.
 */
export interface EventFilter {
  /** Event time: inside; from the first instant unless given. */
  readonly from?: Instant
  /** Event time: outside; the last instant unless given. */
  readonly to?: Instant
  readonly source?: string
  /** Of the event, not of a meter. */
  readonly type?: string
  /** As it stands on the event. One that names its subscription under another subject is found by `account` and by `subscription`. */
  readonly subject?: string
  /** Payer of the subscription. Of a reading without one: the event's subject is the account or one of its subscriptions', or it names one of these. */
  readonly account?: string
  /** Subscription that takes it. Of a reading without one: the event names it, or has a subject of it. */
  readonly subscription?: string
  /** Plan of the subscription, by name. */
  readonly plan?: string
  /** Product that the plan sells the meter as. */
  readonly product?: string
  readonly meter?: string
  /** `unmatched` finds events that no meter reads; conditions on readings then find nothing. */
  readonly status?: ReadingStatus | 'unmatched'
}

/** A filter, ready to run. */
export interface PreparedFilter {
  readonly query: EventQuery
  readonly accepts: (event: ReadEvent) => boolean
  /** Readings of an accepted event that meet the conditions. */
  readonly meets: (event: ReadEvent, reading: AttributedReading) => boolean
}

const parts = ['source', 'type', 'subject', 'account', 'subscription', 'plan', 'product', 'meter'] as const
const statuses: readonly string[] = ['metered', 'quarantined', 'unattached', 'not_metered', 'unmatched']

/** @throws `filter.invalid`, `command.invalid`, `text.*` and `time.*` codes with the condition as field, `meter.unknown` */
export async function prepareFilter({ catalog }: BillingContext, stores: Stores, filter: EventFilter): Promise<PreparedFilter> {
  checkConditions(filter)
  const { meter: name, type, source, subject, status } = filter
  const meter = name === undefined ? undefined : new Map(Object.entries(catalog.meters)).get(name)
  if (name !== undefined && meter === undefined) fail('meter.unknown', { field: 'meter', because: `is ${JSON.stringify(name)}`, facts: { meter: name } })
  const owned = await ownedBy(stores, filter)
  const types = [type, meter?.event].flatMap((one) => (one === undefined ? [] : [one]))
  const meets = (event: ReadEvent, reading: AttributedReading) => meetsReading(filter, owned, event, reading)
  const onReadings = [name, filter.account, filter.subscription, filter.plan, filter.product].some((condition) => condition !== undefined)
  return {
    query: {
      from: filter.from === undefined ? '0001-01-01T00:00:00.000000Z' : parseInstant(filter.from, { field: 'from' }),
      to: filter.to === undefined ? '9999-12-31T23:59:59.999999Z' : parseInstant(filter.to, { field: 'to' }),
      ...(types.length === 0 ? {} : { types: types.every((one) => one === types[0]) ? types.slice(0, 1) : [] }),
      ...queryOf(owned, subject),
    },
    meets,
    accepts: (event) => {
      const { event: of } = event.record
      if ((source ?? of.source) !== of.source || (subject ?? of.subject) !== of.subject) return false
      if (status === 'unmatched') return event.attributed.length === 0 && !onReadings
      return status === undefined && !onReadings ? true : event.attributed.some((reading) => meets(event, reading))
    },
  }
}

function checkConditions(filter: EventFilter): void {
  const known: readonly string[] = [...parts, 'from', 'to', 'status']
  const stranger = Object.entries(filter).find(([name, value]) => value !== undefined && !known.includes(name))
  if (stranger !== undefined) fail('filter.invalid', { field: stranger[0], because: `is given, and this list goes by ${known.join(', ')}` })
  for (const part of parts) if (filter[part] !== undefined) checkText(filter[part], { field: part })
  if (filter.status !== undefined && !statuses.includes(filter.status)) {
    fail('command.invalid', { field: 'status', because: `is ${JSON.stringify(filter.status)} and not one of ${statuses.join(', ')}` })
  }
}

/** Subjects and subscriptions whose events an account or a subscription has; `undefined` when the filter names neither. */
type Owned = { readonly subjects: ReadonlySet<string>; readonly subscriptions: ReadonlySet<string> } | undefined

async function ownedBy(stores: Stores, { account, subscription: id }: EventFilter): Promise<Owned> {
  if (account === undefined && id === undefined) return undefined
  const one = id === undefined ? undefined : await stores.subscriptions.get(id)
  const found = id === undefined ? await listAll((page) => stores.subscriptions.list(account === undefined ? {} : { account }, page)) : one === undefined ? [] : [one]
  const own = found.filter((subscription) => account === undefined || subscription.account === account)
  return {
    subjects: new Set([...own.flatMap((subscription) => subscription.subjects ?? [subscription.account]), ...(id === undefined && account !== undefined ? [account] : [])]),
    subscriptions: new Set(own.map((subscription) => subscription.id)),
  }
}

function queryOf(owned: Owned, subject: string | undefined): Pick<EventQuery, 'subjects' | 'subscriptions'> {
  // A subject alone narrows the scan; with an owner the scan is that of the owner, because an event may name its subscription under any subject.
  if (owned !== undefined) return { subjects: [...owned.subjects], subscriptions: [...owned.subscriptions] }
  return subject === undefined ? {} : { subjects: [subject] }
}

function meetsReading({ meter, status, account, subscription, plan, product }: EventFilter, owned: Owned, { record }: ReadEvent, { reading, contract }: AttributedReading): boolean {
  if ((meter ?? reading.meter) !== reading.meter || (status ?? reading.status) !== reading.status) return false
  if (contract === undefined) return plan === undefined && product === undefined && (owned === undefined || isOwn(owned, record.event))
  const of = contract.subscription
  if ((account ?? of.account) !== of.account || (subscription ?? of.id) !== of.id || (plan ?? of.plan) !== of.plan) return false
  const components = Object.values(contract.planVersion.content.components)
  return product === undefined || components.some((component) => component.meter === reading.meter && component.product === product)
}

function isOwn({ subjects, subscriptions }: NonNullable<Owned>, event: { readonly subject: string; readonly subscription?: string }): boolean {
  return event.subscription === undefined ? subjects.has(event.subject) : subscriptions.has(event.subscription)
}
