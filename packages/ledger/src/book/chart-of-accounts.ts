/** Where an account stands in the statements. */
export type AccountClass = 'asset' | 'liability' | 'income' | 'expense' | 'equity'

/** Whether a part of an account's identity must, may or must not be there. */
export type AccountPart = 'required' | 'optional' | 'none'

/** What an account of the book is for: a row of {@link chartOfAccounts}. */
export type LedgerRole =
  | 'cash'
  | 'receivable'
  | 'accrued_receivable'
  | 'disputes'
  | 'customer_credit'
  | 'unapplied_cash'
  | 'promotional_credit'
  | 'deferred_revenue'
  | 'refunds'
  | 'tax_payable'
  | 'revenue'
  | 'allowances'
  | 'write_offs'
  | 'cash_rounding'
  | 'fx_result'
  | 'fx_position'
  | 'opening_balances'

export interface ChartRow {
  readonly class: AccountClass
  /** The side that an ordinary balance stands on. */
  readonly normal: 'debit' | 'credit'
  /** Kept for each billing account. */
  readonly account: AccountPart
  /** Kept for each value of {@link routedBy}. */
  readonly routing: AccountPart
  readonly routedBy?: 'provider' | 'product' | 'jurisdiction' | 'wallet' | 'reason'
  readonly holds: string
}

/** Every account that a book can have. In each role accounts are told apart by tenant, currency, billing account and routing. */
export const chartOfAccounts: { readonly [role in LedgerRole]: ChartRow } = {
  cash: { class: 'asset', normal: 'debit', account: 'none', routing: 'required', routedBy: 'provider', holds: 'money at a payment provider or bank' },
  receivable: { class: 'asset', normal: 'debit', account: 'required', routing: 'none', holds: 'what an account owes on issued documents' },
  accrued_receivable: { class: 'asset', normal: 'debit', account: 'required', routing: 'none', holds: 'what an account has used and no document bills yet' },
  disputes: { class: 'asset', normal: 'debit', account: 'none', routing: 'required', routedBy: 'provider', holds: 'money that a provider withholds while a dispute is open' },
  customer_credit: { class: 'liability', normal: 'credit', account: 'required', routing: 'optional', routedBy: 'wallet', holds: 'paid credit that an account has left' },
  unapplied_cash: { class: 'liability', normal: 'credit', account: 'required', routing: 'none', holds: 'money received that settles no document yet' },
  promotional_credit: { class: 'liability', normal: 'credit', account: 'required', routing: 'optional', routedBy: 'wallet', holds: 'given credit that an account has left' },
  deferred_revenue: { class: 'liability', normal: 'credit', account: 'required', routing: 'optional', routedBy: 'product', holds: 'what is billed and not earned: advance fees, commitments' },
  refunds: { class: 'liability', normal: 'credit', account: 'none', routing: 'required', routedBy: 'provider', holds: 'refunds sent and not settled' },
  tax_payable: { class: 'liability', normal: 'credit', account: 'none', routing: 'required', routedBy: 'jurisdiction', holds: 'tax collected for a jurisdiction' },
  revenue: { class: 'income', normal: 'credit', account: 'none', routing: 'optional', routedBy: 'product', holds: 'what was earned' },
  allowances: { class: 'income', normal: 'debit', account: 'none', routing: 'optional', routedBy: 'reason', holds: 'what was given away: promotions, goodwill, adjustments in the customer\'s favour' },
  write_offs: { class: 'expense', normal: 'debit', account: 'none', routing: 'optional', routedBy: 'reason', holds: 'what will not be collected' },
  cash_rounding: { class: 'expense', normal: 'debit', account: 'none', routing: 'none', holds: 'differences between a total and what can be paid in cash' },
  fx_result: { class: 'income', normal: 'credit', account: 'none', routing: 'none', holds: 'gains and losses on exchange rates' },
  fx_position: { class: 'equity', normal: 'debit', account: 'none', routing: 'none', holds: 'the other side of conversions, in each currency' },
  opening_balances: { class: 'equity', normal: 'credit', account: 'none', routing: 'none', holds: 'the other side of what was taken over from another system, whose revenue is in the books of that one' },
}
