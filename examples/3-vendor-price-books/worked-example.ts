import type { Catalog } from 'farthing'

/** Usage that one event reports: how much, of what, and when in the month. */
export interface Reported {
  readonly type: string
  readonly quantity: string
  /** The first of the month at midnight unless given. */
  readonly time?: string
}

/** A worked example from a vendor's own page, with the total that the vendor gives. */
export interface WorkedExample {
  readonly name: string
  readonly usage: readonly Reported[]
  readonly total: string
}

/** A published price list as a catalogue with one plan, `standard`. */
export interface VendorBook {
  readonly vendor: string
  readonly page: string
  /** `2026-03`. */
  readonly month: string
  readonly catalog: Catalog
  readonly examples: readonly WorkedExample[]
}
