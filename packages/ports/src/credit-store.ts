import type { CreditGrant, CreditMovement } from '@farthing/ledger'
import type { AccountScope } from './list-scope.js'
import type { Page, PageRequest } from './page.js'

/** Conditions that must hold together. */
export interface CreditMovementFilter extends AccountScope {
  readonly grant?: string
  /** Id of the document that consumed or restored. */
  readonly document?: string
}

/** Credit grants of one tenant, and the journal of each. Append-only. Proved by `creditStoreSuite`. */
export interface CreditStore {
  /**
   * Keeps a grant once; the same content again is a no-op. That it is void stands in its journal.
   *
   * @throws `storage.conflict` when its id exists with other content
   */
  put(grant: CreditGrant): Promise<void>
  get(id: string): Promise<CreditGrant | undefined>
  /** Ordered by creation, then id bytes. */
  list(filter: AccountScope, page?: PageRequest): Promise<Page<CreditGrant>>
  /**
   * Adds a movement to the journal of its grant; the same content again is a no-op.
   *
   * Its sequence is the next one, and that is what keeps two documents from spending the same credit: whoever comes second finds the place taken.
   * The last guard of a balance, whoever writes to it.
   *
   * @throws `storage.conflict` when its place is taken by other content, or it is not the next of its grant
   * @throws `credit.unknown` when there is no such grant
   * @throws `credit.movement_invalid` when its balance does not follow from the one before, or any figure is no canonical decimal or below zero;
   *   `NaN` is none
   */
  append(movement: CreditMovement): Promise<void>
  /** The last movement of a grant. */
  head(grant: string): Promise<CreditMovement | undefined>
  /** Ordered by grant id bytes, then sequence. */
  movements(filter: CreditMovementFilter, page?: PageRequest): Promise<Page<CreditMovement>>
}
