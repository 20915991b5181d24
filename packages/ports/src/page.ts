/** A page of a list. `next` is absent on the last page. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly next?: string
}

/**
 * Which page of a list. Paging shows each record that stays unchanged exactly once, in the list's order.
 * A list is no feed: a record that is stored behind the cursor while one pages is not shown.
 */
export interface PageRequest {
  /** From 1 to 1,000; 100 unless given. @throws `storage.page_invalid` otherwise. */
  readonly limit?: number
  /** `next` of the page before, of the same list and filter. @throws `storage.page_invalid` for anything else that is recognisably no cursor. */
  readonly cursor?: string
}
