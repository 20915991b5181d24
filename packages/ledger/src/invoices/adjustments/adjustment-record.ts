import type { CurrencyCode, Decimal, Hash, Instant } from '@farthing/core'
import type { CreditScope } from '../../credits/credit-grant.js'

interface AdjustmentTerms {
  /** Unique for the tenant: 1 to 200 characters. */
  readonly id: string
  readonly account: string
  /** At most 1,000 characters. */
  readonly reason: string
  /** Who decided it. */
  readonly actor: string
  readonly recordedAt: Instant
  /** Whether somebody else must agree before a document takes it. */
  readonly needsApproval: boolean
}

/** Charges or credits an account by hand, once: the first document that may take it does. */
export interface AmountAdjustment extends AdjustmentTerms {
  readonly kind: 'amount'
  /** What the document calls it: at most 256 characters. */
  readonly label: string
  readonly currency: CurrencyCode
  /** Not zero, whole minor units; below 0 to credit the account. */
  readonly amount: Decimal
  /** The first document whose period ends after this instant takes it. */
  readonly effectiveAt: Instant
  /** Whether discounts of the document apply to it; `true` unless given. */
  readonly discountable?: boolean
  /** `true` unless given. */
  readonly taxable?: boolean
  readonly taxCategory?: string
  readonly taxRegionHint?: string
}

/** Sets one line of a document to another amount. */
export interface LineAdjustment extends AdjustmentTerms {
  readonly kind: 'line'
  readonly currency: CurrencyCode
  /** Id of the line: its charge key. */
  readonly line: Hash
  /** What the line says instead: whole minor units, not below 0. */
  readonly amount: Decimal
}

/** Takes something off every document of an account before tax, for as long as it holds. One of `percent` and `amount` is given. */
export interface DiscountAdjustment extends AdjustmentTerms {
  readonly kind: 'discount'
  readonly label: string
  /** Above 0 to 100. */
  readonly percent?: Decimal
  /** Above 0, in major units of `currency`. A document of which less is left is refused. */
  readonly amount?: Decimal
  /** There with `amount`. */
  readonly currency?: CurrencyCode
  /** Every line unless given. */
  readonly scope?: CreditScope
  /** Documents whose period ends after this instant … */
  readonly effectiveAt: Instant
  /** … and not after this one; open unless given. */
  readonly endsAt?: Instant
}

/** What a person decided about documents of an account. Immutable: what became of it stands in its steps. */
export type AdjustmentRecord = AmountAdjustment | LineAdjustment | DiscountAdjustment

/**
 * `approve`: somebody else agreed. `apply`: a document took it. `release`: that document is void, and another may take it. `withdraw`: it is taken back before a
 * document took it; of a discount, for all documents to come.
 */
export type AdjustmentMove = 'approve' | 'apply' | 'release' | 'withdraw'

/** One step in the life of an adjustment. Append-only, one behind the other without a gap. */
export interface AdjustmentStep {
  /** Id of the adjustment. */
  readonly adjustment: string
  /** 1 for the first step. */
  readonly revision: number
  readonly move: AdjustmentMove
  readonly actor: string
  readonly at: Instant
  /** Id of the document; there to apply and to release. */
  readonly document?: Hash
  /** At most 1,000 characters. */
  readonly reason?: string
}

/** `proposed`: not agreed to yet. `open`: the next document takes it. `applied`: one did. `withdrawn`: none will. */
export type AdjustmentStatus = 'proposed' | 'open' | 'applied' | 'withdrawn'
