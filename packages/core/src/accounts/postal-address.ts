/** Where somebody is, as it stands on documents. */
export interface PostalAddress {
  /** 1 to 10, in the order in which they are written. */
  readonly lines: readonly string[]
  readonly city?: string
  readonly postCode?: string
  readonly subdivision?: string
  /** ISO 3166-1 alpha-2. */
  readonly country: string
}
