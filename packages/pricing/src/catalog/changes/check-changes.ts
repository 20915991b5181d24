import { compare, fail, parseInstant, type Decimal, type Instant } from '@farthing/core'
import { checkPrice } from '../../models/check-price.js'
import { at, oneOf, optional, readDecimal, readList, readObject, readRecord, readText, type Fields } from '../../models/read-fields.js'
import { changesInForce, subjectOf } from './changes-in-force.js'
import type { Override, SubscriptionChange } from './subscription-change.js'

const maxChanges = 1_000

/**
 * Reads the changes of a subscription in the order in which they were decided, in canonical form; at most 1,000.
 *
 * @throws `subscription.change_conflict` for an id twice and for two changes to one thing that start at the same instant;
 * `subscription.change_invalid`, `catalog.malformed`, the `time.*` codes and those of `checkPrice`
 */
export function checkChanges(value: unknown, field: string): readonly SubscriptionChange[] {
  const changes = readList(value, field, { min: 1, max: maxChanges }).map((change, index) => checkChange(change, at(field, index)))
  changes.forEach((change, index) => {
    const earlier = changes.slice(0, index)
    if (earlier.some(({ id }) => id === change.id)) refuseConflict(at(at(field, index), 'id'), `is ${JSON.stringify(change.id)}, as an earlier change is named`, change)
    if (change.kind === 'withdraw' && !earlier.some(({ id }) => id === change.change)) {
      fail('subscription.change_invalid', { field: at(at(field, index), 'change'), because: `is ${JSON.stringify(change.change)}, which is no change before it` })
    }
    if (change.kind === 'override' && change.replaces !== undefined) refuseOtherPlace(change, earlier, at(at(field, index), 'replaces'))
  })
  refuseTwoAtOnce(changes, field)
  return changes
}

/** What is replaced is about the same price from the same instant on, so that nothing else changes by it. */
function refuseOtherPlace(change: Override, earlier: readonly SubscriptionChange[], field: string): void {
  const replaced = changesInForce(earlier).find(({ id }) => id === change.replaces)
  if (replaced?.kind === 'override' && replaced.at === change.at && subjectOf(replaced) === subjectOf(change)) return
  fail('subscription.change_invalid', { field, because: `is ${JSON.stringify(change.replaces)}, which is no override of ${change.component} that stands from ${change.at} on` })
}

function refuseTwoAtOnce(changes: readonly SubscriptionChange[], field: string): void {
  const seen = new Map<string, string>()
  for (const change of changesInForce(changes)) {
    const place = `${change.at} ${subjectOf(change)}`
    const other = seen.get(place)
    if (other !== undefined) refuseConflict(at(at(field, changes.indexOf(change)), 'at'), `is ${change.at}, when ${other} changes ${subjectOf(change)} too`, change)
    seen.set(place, change.id)
  }
}

function refuseConflict(field: string, because: string, { id, at: start }: SubscriptionChange): never {
  return fail('subscription.change_conflict', { field, because, facts: { change: id, at: start } })
}

const head = ['kind', 'id', 'at', 'decidedAt'] as const

const fieldsOf: { readonly [K in SubscriptionChange['kind']]: readonly string[] } = {
  plan: ['side', 'plan', 'planVersion', 'phases'],
  pause: ['to', 'usage'],
  resume: [],
  cancel: ['instead'],
  add_on: ['side', 'addOn', 'plan', 'planVersion', 'quantity', 'to'],
  override: ['side', 'component', 'price', 'to', 'replaces'],
  withdraw: ['change'],
}

const readKind = /* @__PURE__ */ oneOf(['plan', 'pause', 'resume', 'cancel', 'add_on', 'override', 'withdraw'])
const readSide = /* @__PURE__ */ oneOf(['retail', 'wholesale'])

/** Reads one change. @throws as {@link checkChanges} */
export function checkChange(value: unknown, field: string): SubscriptionChange {
  const kind = readKind(readObject(value, field).kind, at(field, 'kind'))
  const fields = readRecord(value, field, [...head, ...fieldsOf[kind]])
  const decision = {
    id: readText(fields.id, at(field, 'id')),
    at: readInstant(fields.at, at(field, 'at')),
    decidedAt: readInstant(fields.decidedAt, at(field, 'decidedAt')),
  }
  refuseNoLength(decision.at, optional(fields, 'to', field, readInstant).to, at(field, 'to'))
  return { ...decision, ...readOwn(kind, fields, field) } as SubscriptionChange
}

/** What a change of its kind says beside when. */
function readOwn(kind: SubscriptionChange['kind'], fields: Fields, field: string): object {
  const text = (key: string) => ({ [key]: readText(fields[key], at(field, key)) })
  const side = optional(fields, 'side', field, readSide)
  const to = optional(fields, 'to', field, readInstant)
  switch (kind) {
    case 'plan':
      return { kind, ...side, ...text('plan'), ...text('planVersion'), ...optional(fields, 'phases', field, oneOf(['skipped'])) }
    case 'pause':
      return { kind, ...to, ...optional(fields, 'usage', field, oneOf(['billed'])) }
    case 'resume':
      return { kind }
    case 'cancel':
      return { kind, ...optional(fields, 'instead', field, readInstant) }
    case 'add_on':
      return { kind, ...side, ...text('addOn'), ...text('plan'), ...text('planVersion'), quantity: readQuantity(fields.quantity, at(field, 'quantity')), ...to }
    case 'override':
      return { kind, ...side, ...text('component'), ...optional(fields, 'price', field, checkPrice), ...to, ...optional(fields, 'replaces', field, readText) }
    case 'withdraw':
      return { kind, ...text('change') }
  }
}

function readInstant(value: unknown, field: string): Instant {
  return parseInstant(readText(value, field), { field })
}

function readQuantity(value: unknown, field: string): Decimal {
  const quantity = readDecimal(value, field)
  if (compare(quantity, '0') >= 0) return quantity
  return fail('subscription.change_invalid', { field, because: `is ${quantity} and below 0`, facts: { quantity } })
}

function refuseNoLength(from: Instant, to: Instant | undefined, field: string): void {
  if (to !== undefined && to <= from) fail('subscription.change_invalid', { field, because: `is ${to}, which is not after its start ${from}`, facts: { from, to } })
}
