import { fail } from '@farthing/core'
import { frozenCopy } from '../rows/frozen-copy.js'
import { sameContent } from '../rows/same-content.js'

/** Answers calls by key: the same key and content get the first answer again. */
export interface IdempotentCalls {
  call<T>(kind: string, request: { readonly idempotencyKey: string }, perform: () => T): T
  /** The answer of the next call does not arrive, though the call is carried out. */
  loseNextAnswer(): void
}

interface Answered {
  readonly request: unknown
  readonly answer: unknown
}

export function idempotentCalls(): IdempotentCalls {
  const answered = new Map<string, Answered>()
  let losing = false
  return {
    loseNextAnswer: () => {
      losing = true
    },
    call: <T>(kind: string, request: { readonly idempotencyKey: string }, perform: () => T): T => {
      const key = JSON.stringify([kind, request.idempotencyKey])
      const known = answered.get(key)
      if (known !== undefined && !sameContent(known.request, request)) {
        fail('payment.conflict', { field: 'idempotencyKey', because: `is ${JSON.stringify(request.idempotencyKey)}, which asked for something else`, facts: { kind } })
      }
      const answer = known === undefined ? frozenCopy(perform()) : (known.answer as T)
      answered.set(key, { request: frozenCopy<unknown>(request), answer })
      if (!losing) return answer
      losing = false
      return fail('payment.provider_unavailable', { field: 'provider', because: 'did not answer', facts: { kind } })
    },
  }
}
