import { checkText, describeValue, fail, isFarthingError, money, parseInstant, type Instant, type Money } from '@farthing/core'
import type { DisputeEvent, ProviderEvent, RefundEvent, SessionEvent } from './provider-event.js'

/** As long as a reason may be on a session, refund or dispute. */
const reasonLength = 1_024

type Fields<E extends ProviderEvent> = { readonly [name in Exclude<keyof E, 'about'>]-?: (value: unknown, field: string) => E[name] }

/** The fields that may be missing, by the type that says so. */
type Optional<E> = { [name in keyof E]-?: undefined extends E[name] ? name : never }[keyof E]

const sessionFields: Fields<SessionEvent> = {
  id: text, provider: text, at: instant, kind: /* @__PURE__ */ oneOf('authorised', 'settled', 'failed', 'expired'), session: text, idempotencyKey: text, payment: text, amount, reason,
}
const refundFields: Fields<RefundEvent> = { id: text, provider: text, at: instant, kind: /* @__PURE__ */ oneOf('settled', 'failed'), refund: text, idempotencyKey: text, reason }
const disputeFields: Fields<DisputeEvent> = {
  id: text, provider: text, at: instant, kind: /* @__PURE__ */ oneOf('opened', 'needs_response', 'evidence_due', 'evidence_submitted', 'won', 'lost', 'closed'),
  dispute: text, payment: text, amount, openedAt: instant, taken: /* @__PURE__ */ oneOf('withheld', 'charged_back'), dueAt: instant, reason,
}
const sessionOptional: readonly Optional<SessionEvent>[] = ['idempotencyKey', 'payment', 'amount', 'reason']
const refundOptional: readonly Optional<RefundEvent>[] = ['idempotencyKey', 'reason']
const disputeOptional: readonly Optional<DisputeEvent>[] = ['dueAt', 'reason']

/**
 * Checks what says to be an event of a provider, such as the body of a webhook: for those who write a `PaymentProvider`, and once more when it is taken in.
 * Every field is of its kind and none is unknown, names have at most 256 characters, a reason has at most 1,024; instants and amounts come back canonical.
 * Whether it fits what is known is not looked at.
 *
 * @throws `webhook.malformed` naming the field, with the failure of that field as its cause
 */
export function checkProviderEvent(value: unknown, field = 'event'): ProviderEvent {
  if (typeof value !== 'object' || value === null) return malformed(field, `is ${describeValue(value)}`)
  const about: unknown = Object.hasOwn(value, 'about') ? (value as { readonly about?: unknown }).about : undefined
  switch (about) {
    case 'session':
      return { about, ...fieldsOf<SessionEvent>(value, { fields: sessionFields, optional: sessionOptional, field }) }
    case 'refund':
      return { about, ...fieldsOf<RefundEvent>(value, { fields: refundFields, optional: refundOptional, field }) }
    case 'dispute':
      return { about, ...fieldsOf<DisputeEvent>(value, { fields: disputeFields, optional: disputeOptional, field }) }
    default:
      return malformed(`${field}.about`, `is ${describeValue(about)}`)
  }
}

interface Shape<E extends ProviderEvent> {
  readonly fields: Fields<E>
  readonly optional: readonly PropertyKey[]
  readonly field: string
}

function fieldsOf<E extends ProviderEvent>(value: object, { fields, optional, field }: Shape<E>): Omit<E, 'about'> {
  const unknown = Object.keys(value).find((name) => name !== 'about' && !Object.hasOwn(fields, name))
  if (unknown !== undefined) return malformed(`${field}.${unknown}`, 'is no field of such an event')
  const given = new Map<string, unknown>(Object.entries(value))
  const checked: [string, unknown][] = []
  for (const [name, check] of Object.entries<(one: unknown, at: string) => unknown>(fields)) {
    const one = given.get(name)
    if (one !== undefined || !optional.includes(name)) checked.push([name, checkField(check, one, `${field}.${name}`)])
  }
  return Object.fromEntries(checked) as Omit<E, 'about'>
}

function checkField(check: (value: unknown, field: string) => unknown, value: unknown, field: string): unknown {
  try {
    return check(value, field)
  } catch (error) {
    if (!isFarthingError(error) || error.code === 'webhook.malformed') throw error
    return malformed(error.field, `is ${describeValue(value)}`, error)
  }
}

function malformed(field: string, because: string, cause?: unknown): never {
  return fail('webhook.malformed', { field, because }, cause)
}

function text(value: unknown, field: string): string {
  return checkText(value, { field })
}

function reason(value: unknown, field: string): string {
  return checkText(value, { field, maxLength: reasonLength, empty: 'allowed' })
}

function instant(value: unknown, field: string): Instant {
  return parseInstant(checkText(value, { field }), { field })
}

function amount(value: unknown, field: string): Money {
  if (typeof value !== 'object' || value === null) return malformed(field, `is ${describeValue(value)}`)
  const { amount: decimal, currency, ...others } = value as { readonly amount?: unknown; readonly currency?: unknown }
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) return malformed(`${field}.${unknown}`, 'is no field of an amount')
  return money(checkText(decimal, { field: `${field}.amount` }), checkText(currency, { field: `${field}.currency` }), field)
}

function oneOf<const T extends string>(...kinds: readonly T[]): (value: unknown, field: string) => T {
  return (value, field) => kinds.find((kind) => kind === value) ?? malformed(field, `is ${describeValue(value)}`)
}
