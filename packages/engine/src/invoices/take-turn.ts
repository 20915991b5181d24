import { checkText } from '@farthing/core'
import type { Stores } from '@farthing/ports'

/** Waits for what others decide about documents of an account, so that a document sees which of those before it stand. Taken before anything is read. */
export function takeTurn(stores: Stores, account: string): Promise<void> {
  return stores.accounts.lock(checkText(account, { field: 'account' }))
}
