import { checkText, fail, parseInstant, type ExternalReference, type Hash, type Instant } from '@farthing/core'

export type DeliveryState = 'pending' | 'delivered' | 'failed'

/** One step of sending a document somewhere: to an accounting system, a tax authority, the customer. Append-only, one behind the other. */
export interface DocumentDelivery extends Pick<ExternalReference, 'kind' | 'provider'> {
  /** Id of the document. */
  readonly document: Hash
  /** 1 for the first step of this document to this (kind, provider). */
  readonly revision: number
  readonly state: DeliveryState
  /** What the document is called there; there once it is delivered. */
  readonly id?: string
  readonly at: Instant
  /** Why it failed. */
  readonly because?: string
}

/** What happened to a delivery. */
export type DeliveryStep = Omit<DocumentDelivery, 'revision'>

/** Which state follows which: one that failed is tried again; one that was delivered may be delivered again, under the name that it has there. */
const moves: { readonly [from in DeliveryState | 'none']: readonly DeliveryState[] } = {
  none: ['pending', 'delivered'],
  pending: ['delivered', 'failed'],
  failed: ['pending'],
  delivered: ['pending'],
}

/**
 * The record of a step, behind the ones of the same document, kind and provider.
 *
 * @throws `invoice.delivery` for a step that does not follow, a delivery without a name there or under another one, a failure without a reason, and a time
 *   before that of the last step
 */
export function deliveryStep(history: readonly DocumentDelivery[], step: DeliveryStep): DocumentDelivery {
  const { document, kind, provider, state, id, because } = step
  const own = history.filter((record) => record.document === document && record.kind === kind && record.provider === provider)
  const last = own.at(-1)
  if (!moves[last?.state ?? 'none'].includes(state)) refuse('state', `is ${state} after ${last?.state ?? 'nothing'}`)
  const known = own.find((record) => record.id !== undefined)?.id
  if ((state === 'delivered') !== (id !== undefined)) refuse('id', 'is what a document is called where it was delivered, and nowhere else')
  if (known !== undefined && id !== undefined && id !== known) refuse('id', `is ${id}, and it is called ${known} there`)
  if ((state === 'failed') !== (because !== undefined)) refuse('because', 'is why a delivery failed')
  const at = parseInstant(step.at, { field: 'at' })
  if (last !== undefined && at < last.at) refuse('at', `is ${at}, before the last step at ${last.at}`)
  return {
    document,
    kind: checkText(kind, { field: 'kind' }),
    provider: checkText(provider, { field: 'provider' }),
    revision: own.length + 1,
    state,
    ...(id === undefined ? {} : { id: checkText(id, { field: 'id' }) }),
    at,
    ...(because === undefined ? {} : { because: checkText(because, { field: 'because', maxLength: 1_000 }) }),
  }
}

/** What a document is called elsewhere: one reference for each (kind, provider) that took it, in the order in which they did. */
export function externalReferencesOf(history: readonly DocumentDelivery[]): readonly ExternalReference[] {
  const references = new Map<string, ExternalReference>()
  for (const { kind, provider, id } of history) {
    if (id !== undefined) references.set(JSON.stringify([kind, provider]), { kind, provider, id })
  }
  return [...references.values()]
}

function refuse(field: string, because: string): never {
  return fail('invoice.delivery', { field, because })
}
