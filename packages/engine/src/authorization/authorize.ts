import { fail } from '@farthing/core'
import type { BillingContext } from '../context.js'
import type { OperationCall } from '../operations/operation-call.js'
import type { Interceptor } from '../operations/intercept-operations.js'
import type { AccountReach } from './account-reach.js'
import { concealSides } from './conceal-sides.js'
import { narrowCall } from './narrow-call.js'

/** Who wants to do what, to what. */
export interface AuthorizationRequest extends OperationCall {
  /** That of `createBilling`, else the one that a command names, else `system`. */
  readonly actor: string
  /** That of `createBilling`. */
  readonly correlation?: string
}

/** `true` allows; whatever else refuses. */
export type AuthorizationAnswer =
  | boolean
  | {
      readonly allowed: boolean
      /** Why not; stands in the refusal. */
      readonly because?: string
      /**
       * How far it is allowed: what a call names has to belong to these accounts, and a list becomes the list of theirs. What concerns the whole tenant is
       * refused. Everywhere unless given.
       */
      readonly within?: AccountReach
    }

/**
 * Says whether an operation is allowed, and how far. Asked before every command and every query, once, before anything is read: an answer says nothing
 * about what exists. It may ask others; where it rejects, the operation is refused.
 */
export type Authorize = (request: AuthorizationRequest) => AuthorizationAnswer | Promise<AuthorizationAnswer>

/**
 * Asks the host before each operation.
 *
 * The refusal names operation and actor alone, so that it is the same for what exists and what does not. Where an answer holds for some accounts, a look at
 * whose the call is comes before the operation, in a transaction of its own: what is nobody's is refused like what is somebody else's.
 *
 * @throws `authorization.refused`; `authorization.unavailable` when the host's answer fails, with its error as the cause; `authorization.actor_differs`;
 *   `authorization.reach_too_wide`
 */
export function authorizing(authorize: Authorize, { actor, correlation, storage, tenant }: Pick<BillingContext, 'actor' | 'correlation' | 'storage' | 'tenant'>): Interceptor {
  return async (call, proceed) => {
    const facts = { operation: call.operation, actor: actor ?? actorOf(call) }
    const request = { ...call, actor: facts.actor, ...(correlation === undefined ? {} : { correlation }) }
    const answer = await ask(authorize, request).catch((cause: unknown) =>
      fail('authorization.unavailable', { field: 'operation', because: `is ${call.operation}, about which the host gave no answer`, facts }, cause),
    )
    const { allowed, because, within } = readAnswer(answer)
    if (!allowed) return refuse(facts, because)
    if (within === undefined) return proceed()
    const narrowed = await storage.transaction(tenant, (stores) => narrowCall(stores, call, within))
    return narrowed === undefined ? refuse(facts) : concealSides(await proceed(narrowed), call, within, facts)
  }
}

function refuse(facts: { readonly operation: string; readonly actor: string }, because?: string): never {
  const why = because === undefined ? '' : `: ${because}`
  return fail('authorization.refused', { field: 'operation', because: `is ${facts.operation}, which ${facts.actor} may not do${why}`, facts })
}

async function ask(authorize: Authorize, request: AuthorizationRequest): Promise<unknown> {
  return authorize(request)
}

interface ReadAnswer {
  readonly allowed: boolean
  readonly because?: string
  readonly within?: AccountReach
}

/** What is true to JavaScript is not yet an allowance: `'no'` and `{}` are none, and a reach that is none reaches nothing. */
function readAnswer(answer: unknown): ReadAnswer {
  if (typeof answer !== 'object' || answer === null) return { allowed: answer === true }
  const because: unknown = Reflect.get(answer, 'because')
  const within: unknown = Reflect.get(answer, 'within')
  const reach = within === undefined ? undefined : readReach(within)
  if (within !== undefined && reach === undefined) return { allowed: false }
  return { allowed: Reflect.get(answer, 'allowed') === true, ...(typeof because === 'string' ? { because } : {}), ...(reach === undefined ? {} : { within: reach }) }
}

function readReach(within: unknown): AccountReach | undefined {
  if (typeof within !== 'object' || within === null) return undefined
  const accounts: unknown = Reflect.get(within, 'accounts')
  const customersOf: unknown = Reflect.get(within, 'customersOf') ?? []
  return areTexts(accounts) && areTexts(customersOf) ? { accounts, customersOf } : undefined
}

function areTexts(list: unknown): list is readonly string[] {
  return Array.isArray(list) && list.every((each) => typeof each === 'string')
}

/** Who a command says that asks for it. Nothing else does: an `actor` in a query is what is looked for. */
function actorOf({ kind, input }: OperationCall): string {
  if (kind === 'query' || typeof input !== 'object' || input === null) return 'system'
  const actor: unknown = Object.hasOwn(input, 'actor') ? Reflect.get(input, 'actor') : undefined
  return typeof actor === 'string' ? actor : 'system'
}
