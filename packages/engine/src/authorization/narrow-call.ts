import type { Stores } from '@farthing/ports'
import { resourceOf, type OperationCall } from '../operations/operation-call.js'
import type { ChangedInput } from '../operations/intercept-operations.js'
import { operationRow } from '../operations/operation-table.js'
import { accountsInReach, isInReach, type AccountReach } from './account-reach.js'
import { ownersOfCall } from './owners-of-call.js'
import { reachRule, type ReachRule } from './reach-table.js'

/**
 * Keeps a call within the accounts of its caller: with the first argument that it goes on with, or `undefined` where it may not.
 *
 * A caller acts for its own accounts only; it reads those of its end customers. What the call names has to be in reach, all of it. A list that names no account
 * becomes the list of those in reach. What comes out is a copy: it says the same each time that it is read.
 *
 * @throws `authorization.reach_too_wide`, the `text.*` codes
 */
export async function narrowCall(stores: Stores, call: OperationCall, within: AccountReach): Promise<ChangedInput | undefined> {
  const rule = reachRule(call.operation)
  if (rule === undefined) return undefined
  const reach: AccountReach = call.kind === 'query' ? within : { accounts: within.accounts }
  const input = copyOf(call.input)
  return rule === 'named' ? narrowNamed(stores, { ...call, input }, reach) : narrowList(stores, { rule, filter: input ?? {} }, reach)
}

async function narrowNamed(stores: Stores, call: OperationCall, reach: AccountReach): Promise<ChangedInput | undefined> {
  const [area = '', name = ''] = call.operation.split('.')
  const { input } = call
  const owners = await ownersOfCall(stores, { ...call, resource: resourceOf(input, operationRow(area, name).names) })
  if (owners === undefined) return undefined
  for (const owner of owners) if (!(await isInReach(stores, owner, reach))) return undefined
  return { input }
}

interface ListCall {
  readonly rule: Exclude<ReachRule, 'named'>
  readonly filter: unknown
}

async function narrowList(stores: Stores, { rule, filter }: ListCall, reach: AccountReach): Promise<ChangedInput | undefined> {
  if (typeof filter !== 'object' || filter === null || Array.isArray(filter)) return undefined
  const { account, accounts }: { readonly account?: unknown; readonly accounts?: unknown } = filter
  const named = [...(account === undefined ? [] : [account]), ...(Array.isArray(accounts) ? (accounts as readonly unknown[]) : accounts === undefined ? [] : [accounts])]
  for (const each of named) if (typeof each !== 'string' || !(await isInReach(stores, each, reach))) return undefined
  if (account !== undefined || accounts !== undefined) return { input: filter }
  const all = await accountsInReach(stores, reach)
  if (rule === 'accounts') return { input: { ...filter, accounts: all } }
  return all.length === 1 ? { input: { ...filter, account: all[0] } } : undefined
}

function copyOf(input: unknown): unknown {
  if (Array.isArray(input)) return [...(input as readonly unknown[])]
  return typeof input === 'object' && input !== null ? { ...input } : input
}
