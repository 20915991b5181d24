import type { ControlRecordKind, ControlRecordOf, Stores } from '@farthing/ports'

/**
 * A thing as it stands once it is this transaction's turn to decide about its account; `undefined` where there is none.
 *
 * Whoever decides by what is there and keeps what follows takes the turn first: of two that came to the very same step, the store would keep one and let both pass.
 */
export async function inTurn<K extends ControlRecordKind>({ accounts, controls }: Stores, kind: K, id: string): Promise<ControlRecordOf<K> | undefined> {
  const seen = await controls.get(kind, id)
  if (seen === undefined) return undefined
  await accounts.lock(seen.account)
  return controls.get(kind, id)
}
