import { fail, type Instant } from '@farthing/core'
import type { Stores } from '@farthing/ports'

const format = 'sealing/1'

/** Up to when a subscription is sealed: every window of it that ends here or earlier has a seal. */
export async function readProgress(stores: Stores, subscription: string): Promise<Instant> {
  const record = await stores.windowing.get(keyOf(subscription))
  return record === undefined ? beginning : sealedToOf(record.state)
}

/** Moves it on, in the transaction of the seal. */
export async function saveProgress(stores: Stores, subscription: string, sealedTo: Instant): Promise<void> {
  const key = keyOf(subscription)
  const record = await stores.windowing.load(key)
  if (record !== undefined && sealedToOf(record.state) >= sealedTo) return
  await stores.windowing.save({ key, revision: record === undefined ? 0 : record.revision + 1, state: { format, sealedTo } })
}

const beginning: Instant = '0001-01-01T00:00:00.000000Z'

function sealedToOf(state: unknown): Instant {
  if (typeof state === 'object' && state !== null && 'format' in state && state.format === format && 'sealedTo' in state && typeof state.sealedTo === 'string') return state.sealedTo
  return fail('window.state_unknown', { field: 'state.format', because: 'is not that of how far a subscription is sealed' })
}

function keyOf(subscription: string): string {
  return `subscription/${subscription}`
}
