import { fail } from '@farthing/core'
import type { BillingContext } from '../context.js'
import type { OperationCall } from '../operations/operation-call.js'
import type { Interceptor } from '../operations/intercept-operations.js'

/** Who wants to do what, to what. */
export interface AuthorizationRequest extends OperationCall {
  /** That of `createBilling`, else the one that a command names, else `system`. */
  readonly actor: string
  /** That of `createBilling`. */
  readonly correlation?: string
}

/** `true` allows; whatever else refuses. */
export type AuthorizationAnswer = boolean | { readonly allowed: boolean; readonly because?: string }

/**
 * Says whether an operation is allowed. Asked before every command and every query, once, before anything is read: an answer says nothing about what
 * exists. It may ask others; where it rejects, the operation is refused.
 */
export type Authorize = (request: AuthorizationRequest) => AuthorizationAnswer | Promise<AuthorizationAnswer>

/**
 * Asks the host before each operation.
 *
 * The refusal names operation and actor alone, so that it is the same for what exists and what does not.
 *
 * @throws `authorization.refused`; `authorization.unavailable` when the host's answer fails, with its error as the cause; `authorization.actor_differs`
 */
export function authorizing(authorize: Authorize, { actor, correlation }: Pick<BillingContext, 'actor' | 'correlation'>): Interceptor {
  return async (call, proceed) => {
    const facts = { operation: call.operation, actor: actor ?? actorOf(call) }
    const request = { ...call, actor: facts.actor, ...(correlation === undefined ? {} : { correlation }) }
    const answer = await ask(authorize, request).catch((cause: unknown) =>
      fail('authorization.unavailable', { field: 'operation', because: `is ${call.operation}, about which the host gave no answer`, facts }, cause),
    )
    const { allowed, because } = readAnswer(answer)
    if (allowed) return proceed()
    return fail('authorization.refused', { field: 'operation', because: `is ${call.operation}, which ${facts.actor} may not do${because === undefined ? '' : `: ${because}`}`, facts })
  }
}

async function ask(authorize: Authorize, request: AuthorizationRequest): Promise<unknown> {
  return authorize(request)
}

/** What is true to JavaScript is not yet an allowance: `'no'` and `{}` are none. */
function readAnswer(answer: unknown): { readonly allowed: boolean; readonly because?: string } {
  if (typeof answer !== 'object' || answer === null) return { allowed: answer === true }
  const because: unknown = Reflect.get(answer, 'because')
  return { allowed: Reflect.get(answer, 'allowed') === true, ...(typeof because === 'string' ? { because } : {}) }
}

/** Who a command says that asks for it. Nothing else does: an `actor` in a query is what is looked for. */
function actorOf({ kind, input }: OperationCall): string {
  if (kind === 'query' || typeof input !== 'object' || input === null) return 'system'
  const actor: unknown = Object.hasOwn(input, 'actor') ? Reflect.get(input, 'actor') : undefined
  return typeof actor === 'string' ? actor : 'system'
}
