import { fail } from '@farthing/core'
import type { OperationCall } from '../operations/operation-call.js'
import type { AccountReach } from './account-reach.js'

type Facts = { readonly operation: string; readonly actor: string }

/** Results that say the same without the wholesale side of a subscription. Of a proof nothing can be left out. */
const spoken: readonly string[] = ['subscriptions.get', 'subscriptions.list']

/**
 * Keeps what a reseller buys at from everybody else: a subscription comes without its wholesale side, unless that is an account of the caller's own.
 *
 * @throws `authorization.refused` where something else would show it, such as the evidence of an invoice
 */
export function concealSides<T>(result: T, { operation }: Pick<OperationCall, 'operation'>, { accounts }: AccountReach, facts: Facts): T {
  if (!showsForeignSide(result, accounts)) return result
  if (spoken.includes(operation)) return withoutSides(result, accounts) as T
  return fail('authorization.refused', { field: 'operation', because: `is ${operation}, whose answer holds the terms of a reseller, which ${facts.actor} may not see`, facts: { ...facts } })
}

/** A key that a host's own data may have, too: only a side names the account that buys. */
function isForeignSide(key: string, value: unknown, own: readonly string[]): boolean {
  if (key !== 'wholesale' || typeof value !== 'object' || value === null || !('account' in value)) return false
  return typeof value.account === 'string' && !own.includes(value.account)
}

function showsForeignSide(value: unknown, own: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([key, each]) => isForeignSide(key, each, own) || showsForeignSide(each, own))
}

/** Of a subscription: neither the side nor what was decided about it, such as a price of its own. */
function withoutSides(value: unknown, own: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((each) => withoutSides(each, own))
  if (typeof value !== 'object' || value === null) return value
  const hidesSide = Object.entries(value).some(([key, each]) => isForeignSide(key, each, own))
  const kept = Object.entries(value).flatMap(([key, each]: [string, unknown]) => {
    if (isForeignSide(key, each, own)) return []
    return [[key, hidesSide && key === 'changes' && Array.isArray(each) ? each.filter(isRetail) : withoutSides(each, own)] as const]
  })
  return Object.fromEntries(kept)
}

function isRetail(change: unknown): boolean {
  return typeof change !== 'object' || change === null || Reflect.get(change, 'side') !== 'wholesale'
}
