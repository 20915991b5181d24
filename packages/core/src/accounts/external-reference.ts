/** What a record of ours is called elsewhere. */
export interface ExternalReference {
  /** What it is there, such as `customer` or `invoice`. */
  readonly kind: string
  /** Where that is, such as `quickbooks` or `peppol`. */
  readonly provider: string
  /** Its name there. */
  readonly id: string
}
