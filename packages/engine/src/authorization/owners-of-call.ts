import { checkText } from '@farthing/core'
import type { Stores } from '@farthing/ports'
import type { OperationCall } from '../operations/operation-call.js'

/** Whose something is: one account, or several, as of a ledger transaction. */
type OwnerOf = (stores: Stores, id: string, input: unknown) => Promise<readonly string[] | undefined>

const one = (account: string | undefined): readonly string[] | undefined => (account === undefined ? undefined : [account])

const ownerOf: { readonly [name: string]: OwnerOf } = {
  account: (_, id) => Promise.resolve([id]),
  subscription: async ({ subscriptions }, id, input) => {
    const found = await subscriptions.get(id)
    return one(sideOf(input) === 'wholesale' ? found?.wholesale?.account : found?.account)
  },
  invoice: async ({ documents }, id) => one((await documents.get(id))?.account),
  document: async ({ documents, corrections }, id) => {
    const document = (await documents.get(id)) ?? (await corrections.findNote(id))
    return one(document?.account)
  },
  grant: async ({ credits }, id) => one((await credits.get(id))?.account),
  adjustment: async ({ adjustments }, id) => one((await adjustments.get(id))?.account),
  proposal: async ({ corrections }, id) => one((await corrections.steps(id))[0]?.account),
  charge: async ({ ratingRuns }, key) => {
    const [document] = await ratingRuns.documentsOf(key)
    return one(document === undefined ? undefined : (await ratingRuns.latest(document))?.account)
  },
  hold: async ({ holds }, id) => one((await holds.get(id))?.account),
  payment: async ({ payments }, id) => one((await payments.get('session', id))?.account),
  refund: async ({ payments }, id) => one((await payments.get('refund', id))?.account),
  dispute: async ({ payments }, id) => one((await payments.get('dispute', id))?.account),
  budget: async ({ controls }, id) => one((await controls.get('budget_policy', id))?.account),
  restriction: async ({ controls }, id) => one((await controls.get('restriction', id))?.account),
  reservation: async ({ quotas }, id) => one((await quotas.get(id))?.account),
}

function sideOf(input: unknown): unknown {
  return typeof input === 'object' && input !== null && Object.hasOwn(input, 'side') ? Reflect.get(input, 'side') : undefined
}

function documentsIn(input: unknown): readonly string[] {
  const documents: unknown = typeof input === 'object' && input !== null && Object.hasOwn(input, 'documents') ? Reflect.get(input, 'documents') : undefined
  return Array.isArray(documents) ? documents.filter((each): each is string => typeof each === 'string') : []
}

/**
 * The accounts of everything that a call names. `undefined` where it names nothing that belongs to an account, and where something that it names does not
 * exist: both are nobody's.
 *
 * @throws the `text.*` codes
 */
export async function ownersOfCall(stores: Stores, { resource, input }: OperationCall): Promise<readonly string[] | undefined> {
  const owners: string[] = []
  const named = [...Object.entries(resource), ...documentsIn(input).map((id) => ['document', id] as const)]
  for (const [name, id] of named) {
    const find = Object.hasOwn(ownerOf, name) ? ownerOf[name] : undefined
    if (find === undefined) continue
    // What is no text of a record is refused here, before a storage sees it.
    checkText(id, { field: name })
    const found = await find(stores, id, input)
    if (found === undefined || found.length === 0) return undefined
    owners.push(...found)
  }
  return owners.length === 0 ? undefined : owners
}
