import type { OperationKind } from './operation-table.js'

/** One call of an operation of `Billing`. */
export interface OperationCall {
  /** `invoices.issue` and the like. */
  readonly operation: string
  readonly kind: OperationKind
  /** What the call names: `account`, `subscription`, `invoice` … by their ids. */
  readonly resource: OperationResource
  /** Its first argument, as it was given and before any check. */
  readonly input: unknown
}

/** What a call names, as far as the call itself says. Without an `account` it may concern any of them. */
export interface OperationResource {
  readonly [name: string]: string
}

const named = [
  'account', 'adjustment', 'budget', 'charge', 'component', 'customer', 'destination', 'dispute', 'document', 'event', 'feature', 'grant', 'hold', 'id', 'invoice', 'job', 'meter', 'name',
  'payment', 'period', 'plan', 'policy', 'proposal', 'provider', 'refund', 'reservation', 'restriction', 'run', 'source', 'subject', 'subscription', 'transaction',
] as const

/** Reads what a call names from its first argument. What is no text names nothing: the operation will refuse it. */
export function resourceOf(input: unknown, names?: string): OperationResource {
  if (typeof input === 'string') return names === undefined ? {} : { [names]: input }
  if (typeof input !== 'object' || input === null) return {}
  const found: { [name: string]: string } = {}
  for (const name of named) {
    const value: unknown = Object.hasOwn(input, name) ? Reflect.get(input, name) : undefined
    const id: unknown = name === 'account' && typeof value === 'object' && value !== null ? Reflect.get(value, 'id') : value
    if (typeof id === 'string') found[name] = id
  }
  return found
}
