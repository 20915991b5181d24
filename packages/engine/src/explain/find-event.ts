import type { Hash } from '@farthing/core'
import type { StoredEvent, Stores } from '@farthing/ports'

const always = { from: '0001-01-01T00:00:00.000000Z', to: '9999-12-31T23:59:59.999999Z' }

/** The effective event of an identity inside a cut, or as things stand; none where it is void or unknown. Costs one page of a scan. */
export async function findEvent(stores: Stores, identity: Hash, cut?: string): Promise<StoredEvent | undefined> {
  const after = identityBefore(identity)
  for await (const page of stores.events.scan({ ...always, ...(after === undefined ? {} : { after }), ...(cut === undefined ? {} : { cut }) })) {
    const [first] = page
    return first?.identity === identity ? first : undefined
  }
  return undefined
}

/** The identity right before one, so that a scan behind it begins with that one; none before the first of all. */
export function identityBefore(identity: Hash): Hash | undefined {
  const digits = identity.replace(/0+$/, '')
  const last = digits.at(-1)
  if (last === undefined) return undefined
  return `${digits.slice(0, -1)}${(Number.parseInt(last, 16) - 1).toString(16)}`.padEnd(identity.length, 'f')
}
