// rounding
export { cashRounding } from './rounding/cash-rounding.js'
export type { CashRounding, CashRule } from './rounding/cash-rounding.js'

// currencies
export { checkFxSnapshot, fxSnapshot } from './currencies/fx-snapshot.js'
export type { FxInverse, FxRate, FxSnapshot } from './currencies/fx-snapshot.js'
export { convertExact, convertMoney } from './currencies/convert-money.js'
export type { ExactMoney } from './currencies/convert-money.js'
export { presentAmounts } from './currencies/present-amounts.js'
export type { PresentationRequest, Presentation, PresentedAmount } from './currencies/present-amounts.js'
export { fxRateBookLimits, fxSnapshotAt } from './currencies/fx-rate-book.js'
export type { FxQuery, FxRateBook } from './currencies/fx-rate-book.js'
export { documentCurrencies } from './currencies/currency-settings.js'
export type { CurrencySettings, DocumentCurrencies } from './currencies/currency-settings.js'

// credits
export { creditLimits, endOf, grantedBy, isAmountGrant } from './credits/credit-grant.js'
export type { AmountGrant, CreditGrant, CreditKind, CreditScope, QuantityGrant, RestoredExpiry, Rollover } from './credits/credit-grant.js'
export { checkGrant } from './credits/check-grant.js'
export { compareBurnOrder, inBurnOrder } from './credits/burn-order.js'
export type { CreditMovementKind, GrantBalance } from './credits/grant-balance.js'
export { openBurnDown } from './credits/burn-state.js'
export type { BurnOpening, BurnReach, BurnState } from './credits/burn-state.js'
export { burnDown } from './credits/burn-down.js'
export type { BurnDown, BurnDownInput, BurnSegment } from './credits/burn-down.js'
export type { BurnMovement, CreditCause } from './credits/burn-run.js'
export { isInScope } from './credits/credit-scope.js'
export type { ScopedItem } from './credits/credit-scope.js'
export type { CreditSpread } from './credits/share-credit.js'
export { applyCredits } from './credits/apply-credits.js'
export type {
  AppliedCredits,
  CreditableLine,
  CreditApplication,
  CreditAvailability,
  CreditConsumption,
  GrantRemaining,
} from './credits/apply-credits.js'
export { quantityFactsOf } from './credits/quantity-facts.js'
export type { QuantityFact } from './credits/quantity-facts.js'
export type { CreditMovement, CreditUse } from './credits/credit-movement.js'
export { advanceGrant, consumeCredit, grantAsBooked, remainingFor, voidGrant } from './credits/credit-journal.js'
export type { BookedGrant, CreditBooking } from './credits/credit-journal.js'
export { bookRestoration, restoreSlices, slicesOf } from './credits/restore-slices.js'
export type { CreditRestoration, CreditSlice, RestorationFate, RestoredSlices, RestoreSlices } from './credits/restore-slices.js'
export { walletsOf } from './credits/wallets.js'
export type { QuantityWallet, Wallet } from './credits/wallets.js'
export { costOfCredit } from './credits/cost-of-credit.js'
export { projectRunway } from './credits/project-runway.js'
export type { Runway, RunwayInput } from './credits/project-runway.js'

// tax
export type {
  TaxCustomer,
  TaxedPrices,
  TaxExemption,
  TaxParty,
  TaxPointRule,
  TaxReason,
  TaxRegistration,
  TaxRequest,
  TaxRequestLine,
} from './tax/tax-request.js'
export type {
  TaxAnswer,
  TaxAnswerer,
  TaxCategoryCode,
  TaxPortion,
  TaxProviderName,
  TaxState,
  TaxTerms,
  TaxTermsContent,
  TaxTreatment,
} from './tax/tax-answer.js'
export { lastInstantOf } from './tax/tax-point.js'
export { taxKeyOf, taxRequestHash, taxTerms } from './tax/tax-key.js'
export { checkTaxRequest, taxLimits } from './tax/check-tax-request.js'
export { checkTaxAnswer } from './tax/check-tax-answer.js'
export type { DocumentTax, TaxedAmount, TaxedLine, TaxedPortion, TaxShare, TaxSubtotal, TaxTotals } from './tax/document-tax.js'
export { computeTax } from './tax/compute-tax.js'
export type { TaxRoundingPolicy } from './tax/tax-rounding-policy.js'
export { averageTaxPercent } from './tax/average-tax-percent.js'
export type { RatedTax, ReverseChargeRule, TaxRateBook, TaxRateRow, TaxValidity, UntaxedRule } from './tax/rates/tax-rate-book.js'
export { checkTaxRateBook, taxRateBookLimits } from './tax/rates/check-tax-rate-book.js'
export { taxFromRates } from './tax/rates/tax-from-rates.js'

// invoices
export type {
  DraftInvoice,
  InvoiceAdjustment,
  InvoiceContent,
  InvoiceDiscount,
  InvoiceLine,
  InvoiceLineAdjustment,
  InvoiceSettlement,
  InvoiceSubLine,
  InvoiceTotals,
  IssuedInvoice,
  LineShare,
  ZeroLines,
} from './invoices/invoice.js'
export { invoiceLimits } from './invoices/check-assembly.js'
export type { InvoiceInput } from './invoices/check-assembly.js'
export { groupCharges, groupOf } from './invoices/grouping/group-charges.js'
export type { ChargeDocument, ChargeGrouping } from './invoices/grouping/group-charges.js'
export { selectCharges } from './invoices/grouping/select-charges.js'
export type { ChargeSelection } from './invoices/grouping/select-charges.js'
export { reachesThreshold } from './invoices/grouping/threshold.js'
export type { ThresholdInput } from './invoices/grouping/threshold.js'
export type {
  AccountAdjustment,
  BilledBefore,
  DocumentDiscount,
  InvoiceAddress,
  InvoiceParty,
  InvoicePaymentTerms,
  InvoiceTaxTerms,
  InvoiceTerms,
  LineOverride,
} from './invoices/invoice-terms.js'
export type {
  AdjustmentMove,
  AdjustmentRecord,
  AdjustmentStatus,
  AdjustmentStep,
  AmountAdjustment,
  DiscountAdjustment,
  LineAdjustment,
} from './invoices/adjustments/adjustment-record.js'
export { checkAdjustment } from './invoices/adjustments/check-adjustment.js'
export { adjustmentStanding, adjustmentStep } from './invoices/adjustments/adjustment-journal.js'
export type { AdjustmentChange, AdjustmentStanding } from './invoices/adjustments/adjustment-journal.js'
export { dueAdjustments } from './invoices/adjustments/due-adjustments.js'
export type { DueAdjustments, DueDocument } from './invoices/adjustments/due-adjustments.js'
export { lineAmounts } from './invoices/line-amounts.js'
export { assembleInvoice } from './invoices/assemble-invoice.js'
export type { LineConversion } from './invoices/convert-charges.js'
export { isWorthIssuing } from './invoices/grouping/worth-issuing.js'
export type { ZeroInvoices } from './invoices/grouping/worth-issuing.js'
export { invoiceSections } from './invoices/grouping/invoice-sections.js'
export type { MetricLines, SubscriptionLines } from './invoices/grouping/invoice-sections.js'
export type { InvoiceLayout } from './invoices/layout/invoice-layout.js'
export { invoiceRows } from './invoices/layout/invoice-rows.js'
export type { ChargeFrequency, InvoiceRow } from './invoices/layout/invoice-rows.js'
export { taxRequestOf } from './invoices/tax-request-of.js'
export { invoiceIdOf } from './invoices/invoice-id.js'
export type { InvoiceIdentity } from './invoices/invoice-id.js'
export { issueInvoice } from './invoices/issue-invoice.js'
export type { InvoiceIssue } from './invoices/issue-invoice.js'
export { explain } from './invoices/explain.js'
export { firstDifference } from './invoices/first-difference.js'
export type { Difference } from './invoices/first-difference.js'
export type { InvoiceEvidence } from './invoices/invoice-evidence.js'
export { verifyInvoice } from './invoices/verify-invoice.js'
export type { Verification } from './invoices/verify-invoice.js'
export { businessDays } from './invoices/lifecycle/business-calendar.js'
export type { BusinessCalendar, BusinessDayTest } from './invoices/lifecycle/business-calendar.js'
export { dueDateOf, overdueFrom } from './invoices/lifecycle/due-date.js'
export type { DueDateInput } from './invoices/lifecycle/due-date.js'
export { issuableFrom } from './invoices/lifecycle/issuable-from.js'
export type { IssueGrace } from './invoices/lifecycle/issuable-from.js'
export { breachesOf } from './invoices/lifecycle/invoice-bounds.js'
export type { BoundBreach, BoundsInput, InvoiceBounds } from './invoices/lifecycle/invoice-bounds.js'
export { invoiceMoves } from './invoices/lifecycle/invoice-moves.js'
export { invoiceState } from './invoices/lifecycle/invoice-state.js'
export type { MovedDocument } from './invoices/lifecycle/invoice-state.js'
export type { InvoiceCause, InvoiceState, InvoiceStatus, InvoiceStatusRecord } from './invoices/lifecycle/invoice-status.js'
export { moveInvoice } from './invoices/lifecycle/move-invoice.js'
export type { InvoiceMove } from './invoices/lifecycle/move-invoice.js'
export type { CreditedInvoice, CreditedTax, CreditNoteContent, CreditNoteLine, CreditNoteTotals, CreditReason, DraftCreditNote, IssuedCreditNote } from './invoices/documents/credit-note.js'
export { documentText } from './invoices/documents/document-text.js'
export { invoiceCsv } from './invoices/documents/invoice-csv.js'
export { invoiceCreated, invoiceMoved } from './invoices/documents/invoice-message.js'
export type { InvoiceMessage, InvoiceMessageData, InvoiceMessageType } from './invoices/documents/invoice-message.js'
export { noteCsv } from './invoices/documents/note-csv.js'
export { noteIssued } from './invoices/documents/note-message.js'
export type { NoteMessage, NoteMessageData, NoteMessageType } from './invoices/documents/note-message.js'
export { deliveryStep, externalReferencesOf } from './invoices/documents/document-delivery.js'
export type { DeliveryState, DeliveryStep, DocumentDelivery } from './invoices/documents/document-delivery.js'
export { checkNumbering, documentNumber, numberSeries } from './invoices/numbering/numbering.js'
export type { NumberedDocument, Numbering } from './invoices/numbering/numbering.js'

// corrections
export { checkCorrectionPolicy } from './corrections/correction-policy.js'
export type { CorrectionPolicy } from './corrections/correction-policy.js'
export { amountsOf, taxesOf, totalsOf } from './corrections/billed-figures.js'
export type { BilledDiscount, BilledFigures, BilledLine, BilledTax, LineAmounts } from './corrections/billed-figures.js'
export type { ConcededLine, Correction, CorrectionCause, CorrectionCauseKind, CorrectionDelta, CorrectionKind, CorrectionLine, CorrectionOutcome } from './corrections/correction.js'
export { correctionHashOf, correctionIdOf } from './corrections/correction-hash.js'
export { correctionState } from './corrections/correction-state.js'
export type { CorrectionState } from './corrections/correction-state.js'
export { correctionLimits } from './corrections/make-correction.js'
export type { CorrectionRequest } from './corrections/make-correction.js'
export { rerateInvoice } from './corrections/rerate-invoice.js'
export type { ReratedInvoice } from './corrections/rerate-invoice.js'
export { targetInput, targetInvoice } from './corrections/target-invoice.js'
export type { TargetInvoice, TargetSource } from './corrections/target-invoice.js'
export { carryCause, correctPeriod, correctPeriods } from './corrections/correct-periods.js'
export type { CorrectedPeriod, CorrectionRun, PeriodToCorrect } from './corrections/correct-periods.js'
export { creditInvoice } from './corrections/credit-invoice.js'
export type { CreditedLines } from './corrections/credit-invoice.js'
export { voidInvoice } from './corrections/void-invoice.js'
export { correctionNote } from './corrections/correction-note.js'
export type { CorrectionNoteInput } from './corrections/correction-note.js'
export { explainNote } from './corrections/explain-note.js'
export { nextInvoiceLines } from './corrections/next-invoice-lines.js'
export { creditDestinations } from './corrections/credit-destinations.js'
export type { CreditDestinations, CreditedOpen } from './corrections/credit-destinations.js'
export { issueCorrectionNote, noteIdOf } from './corrections/issue-correction-note.js'
export type { NoteIssue } from './corrections/issue-correction-note.js'

// book
export { chartOfAccounts } from './book/chart-of-accounts.js'
export type { AccountClass, AccountPart, ChartRow, LedgerRole } from './book/chart-of-accounts.js'
export { checkLedgerAccount, ledgerAccountId, sameLedgerAccount } from './book/ledger-account.js'
export type { LedgerAccount, LedgerAccountIdentity } from './book/ledger-account.js'
export type { LedgerEntry } from './book/ledger-entry.js'
export { closeBooks, isClosed, openDayFrom } from './book/accounting-period.js'
export type { BookPeriods } from './book/accounting-period.js'
export { ledgerTransactionKinds } from './book/transaction-kinds.js'
export type { LedgerTransactionKind } from './book/transaction-kinds.js'
export { checkLedgerTransaction, ledgerTransaction, ledgerTransactionId } from './book/ledger-transaction.js'
export type { LedgerPosting, LedgerTransaction, PostingOptions, PostingOrigin } from './book/ledger-transaction.js'
export { reverseTransaction } from './book/reverse-transaction.js'
export type { Reversal } from './book/reverse-transaction.js'
export { postAccrual } from './book/postings/post-accrual.js'
export type { AccrualPosting, AccruedProduct } from './book/postings/post-accrual.js'
export { reverseAccruals } from './book/postings/reverse-accruals.js'
export type { AccrualReversal } from './book/postings/reverse-accruals.js'
export { postInvoice } from './book/postings/post-invoice.js'
export { postSettlements } from './book/postings/post-settlements.js'
export type { AllowanceAmount, DocumentAmounts, GrantAmount, ProductAmount, TaxAmount } from './book/postings/document-entries.js'
export { postCorrection } from './book/postings/post-correction.js'
export { postCreditNote } from './book/postings/post-credit-note.js'
export type { CreditNotePosting } from './book/postings/post-credit-note.js'
export { postRecognition } from './book/postings/post-recognition.js'
export type { RecognitionPosting } from './book/postings/post-recognition.js'
export type { SettlementPart } from './book/postings/settlement-part.js'
export { keyBehindPayment, paymentPostingKey } from './book/postings/payment-posting-key.js'
export { postPayment } from './book/postings/post-payment.js'
export type { PaymentPosting } from './book/postings/post-payment.js'
export { applyPayment } from './book/postings/apply-payment.js'
export type { PaymentApplication } from './book/postings/apply-payment.js'
export { returnCredit } from './book/postings/return-credit.js'
export type { CreditReturnPosting } from './book/postings/return-credit.js'
export { postAdminCredit, postCreditBurn, postCreditExpiry, postCreditGrant, postCreditRestoration, postPrepayment } from './book/postings/credit-postings.js'
export type { AdminCreditPosting, CreditExpiryPosting, CreditPosting, CreditUsePosting, PrepaymentPosting } from './book/postings/credit-postings.js'
export { postAdjustment } from './book/postings/post-adjustment.js'
export type { AdjustmentPosting } from './book/postings/post-adjustment.js'
export { postRefundFailed, postRefundSent, postRefundSettled } from './book/postings/refund-postings.js'
export type { RefundSentPosting, RefundSettledPosting } from './book/postings/refund-postings.js'
export { postChargeback, postChargebackReversal, postDisputeLost, postDisputeOpened, postDisputeWon } from './book/postings/dispute-postings.js'
export type { DisputePosting, LostPosting } from './book/postings/dispute-postings.js'
export { postOpeningBalance } from './book/postings/post-opening-balance.js'
export type { OpeningPosting } from './book/postings/post-opening-balance.js'
export { postWriteOff } from './book/postings/post-write-off.js'
export type { WriteOffPosting } from './book/postings/post-write-off.js'
export { postConversion } from './book/postings/post-conversion.js'
export type { ConversionPosting } from './book/postings/post-conversion.js'
export { postRevaluation } from './book/postings/post-revaluation.js'
export type { RevaluationPosting } from './book/postings/post-revaluation.js'
export { balanceOf } from './book/balances/balance-of.js'
export type { LedgerBalance } from './book/balances/balance-of.js'
export { bookAsOf } from './book/balances/book-as-of.js'
export type { BookMoment } from './book/balances/book-as-of.js'
export { trialBalance } from './book/balances/trial-balance.js'
export type { TrialBalanceRow } from './book/balances/trial-balance.js'
export { customerBalances } from './book/balances/customer-balances.js'
export type { CustomerBalance } from './book/balances/customer-balances.js'
export { statementOf } from './book/balances/statement-of.js'
export type { Statement, StatementLine, StatementScope } from './book/balances/statement-of.js'
export { openItems } from './book/balances/open-items.js'
export type { OpenItem } from './book/balances/open-items.js'
export { agingOf } from './book/balances/aging-of.js'
export type { Aging, AgingBucket, AgingScope } from './book/balances/aging-of.js'
export { openHoldPool } from './book/holds/open-hold-pool.js'
export type { HoldPoolSource } from './book/holds/open-hold-pool.js'
export type { Hold, HoldPool } from './book/holds/hold.js'
export { availableOf } from './book/holds/available-of.js'
export { placeHold } from './book/holds/place-hold.js'
export type { PlaceHold } from './book/holds/place-hold.js'
export { expireHolds, postHold, voidHold } from './book/holds/end-hold.js'
export type { PostHold, VoidHold } from './book/holds/end-hold.js'
export { startChain } from './book/chain/chain-link.js'
export type { ChainHead, ChainLink } from './book/chain/chain-link.js'
export { sealEntries } from './book/chain/seal-entries.js'
export type { SealedEntries } from './book/chain/seal-entries.js'
export { openChainCheck } from './book/chain/open-chain-check.js'
export type { BrokenChain, ChainCheck, ChainCheckScope, ChainProblem } from './book/chain/open-chain-check.js'
export { verifyChain } from './book/chain/verify-chain.js'
export type { ChainEvidence, ChainVerification } from './book/chain/verify-chain.js'
export { hledgerJournal } from './book/export/hledger-journal.js'
export { beancountFile } from './book/export/beancount-file.js'
export { ledgerCsv } from './book/export/ledger-csv.js'
export { revenueByPeriod } from './book/export/revenue-by-period.js'
export type { RevenueRow } from './book/export/revenue-by-period.js'

// payments
export type { PaymentFact, PaymentSession, SessionStatus } from './payments/sessions/payment-session.js'
export { startSession } from './payments/sessions/start-session.js'
export type { StartSession } from './payments/sessions/start-session.js'
export { linkSession } from './payments/sessions/link-session.js'
export type { ProviderLink } from './payments/sessions/link-session.js'
export { addPaymentFact } from './payments/sessions/add-payment-fact.js'
export { sessionState } from './payments/sessions/session-state.js'
export type { SessionState, Settlement } from './payments/sessions/session-state.js'
export { settlementTransaction } from './payments/sessions/settlement-transaction.js'
export type { SettledPayment } from './payments/sessions/settlement-transaction.js'
export { findLostSessions } from './payments/sessions/find-lost-sessions.js'
export type { LostSearch } from './payments/sessions/find-lost-sessions.js'
export { linkProviderCustomer } from './payments/provider-customer.js'
export type { LinkCustomer, ProviderCustomer } from './payments/provider-customer.js'
export { allocatePayment, openDocuments } from './payments/allocate-payment.js'
export type { AllocationRequest, NamedAllocation, OpenDocument, PaymentAllocation } from './payments/allocate-payment.js'
export { settledParts } from './payments/settled-parts.js'
export { takeBackParts } from './payments/take-back-parts.js'
export type { TakenBack } from './payments/take-back-parts.js'
export { refundOutcome, refundStatus } from './payments/refunds/refund.js'
export type { Refund, RefundOutcome, RefundSending, RefundStatus, RefundStep } from './payments/refunds/refund.js'
export { refundableOf } from './payments/refunds/refundable-of.js'
export type { PaidPayment } from './payments/refunds/refundable-of.js'
export { checkRefundable, requestRefund } from './payments/refunds/request-refund.js'
export type { RequestRefund } from './payments/refunds/request-refund.js'
export { beginSending } from './payments/refunds/begin-sending.js'
export { advanceRefund, refundMoves } from './payments/refunds/advance-refund.js'
export { findLostRefunds } from './payments/refunds/find-lost-refunds.js'
export { refundTransactions } from './payments/refunds/refund-transactions.js'
export type { Dispute, DisputeEvidence, DisputeFact, DisputeStatus } from './payments/disputes/dispute.js'
export { openDispute } from './payments/disputes/open-dispute.js'
export type { OpenDispute } from './payments/disputes/open-dispute.js'
export { addDisputeFact } from './payments/disputes/add-dispute-fact.js'
export { disputeState } from './payments/disputes/dispute-state.js'
export type { DisputeState } from './payments/disputes/dispute-state.js'
export { addEvidence } from './payments/disputes/add-evidence.js'
export { disputeTransactions } from './payments/disputes/dispute-transactions.js'
export type { DisputeEvent, ProviderEvent, RefundEvent, SessionEvent, UnreconciledEvent, WebhookRecord } from './payments/webhooks/provider-event.js'
export { checkProviderEvent } from './payments/webhooks/check-provider-event.js'
export { recordWebhook } from './payments/webhooks/record-webhook.js'
export type { ReceivedWebhook } from './payments/webhooks/record-webhook.js'
export { applyProviderEvent } from './payments/webhooks/apply-provider-event.js'
export type { AppliedEvent, ContestedPayment, EventSubject } from './payments/webhooks/apply-provider-event.js'

// budgets
export type { BudgetMode, BudgetPolicy, BudgetThreshold } from './budgets/budget-policy.js'
export { checkBudgetPolicy } from './budgets/check-budget-policy.js'
export { budgetThresholds, reachedThresholds } from './budgets/budget-thresholds.js'
export type { BudgetEvent } from './budgets/budget-event.js'
export { budgetEventId, seeThreshold } from './budgets/see-threshold.js'
export type { SeenThreshold } from './budgets/see-threshold.js'
export type { BudgetDecision, BudgetDecisionRecord, BudgetOutcome, BudgetReason, BudgetSpend } from './budgets/budget-decision.js'
export { decideBudgets } from './budgets/decide-budgets.js'
export type { BudgetQuestion } from './budgets/decide-budgets.js'

// delinquency
export { restrictionScopes } from './delinquency/restriction.js'
export type { Restriction, RestrictionCode, RestrictionOverride, RestrictionReason, RestrictionScope } from './delinquency/restriction.js'
export { standardDunning } from './delinquency/dunning-schedule.js'
export type { DunningSchedule, DunningStep } from './delinquency/dunning-schedule.js'
export type { DunningNotice, DunningNoticeStatus } from './delinquency/dunning-notice.js'
export { delinquencyStates } from './delinquency/delinquency-state.js'
export type { Delinquency, DelinquencyFacts, DelinquencySignal, DelinquencyState, OverdueDocument } from './delinquency/delinquency-state.js'
export { delinquencyMoves, nextDelinquency } from './delinquency/delinquency-moves.js'
export { judgeDelinquency } from './delinquency/judge-delinquency.js'
export type { DelinquencyQuestion } from './delinquency/judge-delinquency.js'
export { checkDunningSchedule } from './delinquency/check-dunning-schedule.js'
export { beginNotice, isSendable, noticeFailed, noticeSent, reachedSteps, retryNotice } from './delinquency/move-notice.js'
export { checkOverride, checkRestriction, liftRestriction, revokeOverride } from './delinquency/move-restriction.js'
export type { LiftStep } from './delinquency/move-restriction.js'
export { restrictionsInForce } from './delinquency/restrictions-in-force.js'
export type { RestrictionInForce, RestrictionQuestion, RestrictionStanding } from './delinquency/restrictions-in-force.js'

// prepaid
export { prepaidLevels } from './prepaid/prepaid-policy.js'
export type { DepletionAction, PrepaidLevel, PrepaidPolicy } from './prepaid/prepaid-policy.js'
export type { AffectedUsage, DepletionDecision, DepletionReport, DepletionStatus, PrepaidStanding } from './prepaid/prepaid-standing.js'
export { checkPrepaidPolicy } from './prepaid/check-prepaid-policy.js'
export { prepaidFigures } from './prepaid/prepaid-figures.js'
export type { PrepaidFigures, PrepaidInput } from './prepaid/prepaid-figures.js'
export { prepaidLevel } from './prepaid/prepaid-level.js'
export { reportDepletion } from './prepaid/report-depletion.js'

// retention
export { recordClasses } from './retention/record-class.js'
export type { RecordClass } from './retention/record-class.js'
export { checkRetentionPolicy, defaultRetention } from './retention/retention-policy.js'
export type { RetentionPolicy, RetentionRule } from './retention/retention-policy.js'
export type { CompactedBodies, CompactedSeal, CompactedUsage, LegalHold, PersonalDataErasure, RetentionReview, UsageCompaction } from './retention/retention-record.js'
export { retentionDecision, retentionGates } from './retention/retention-decision.js'
export type { RetentionAnswer, RetentionGate, RetentionQuestion, RetentionReason } from './retention/retention-decision.js'

// reconciliation
export { chargesOn } from './reconciliation/charges-on.js'
export type { DocumentRating } from './reconciliation/charges-on.js'
export { reconcile } from './reconciliation/reconcile.js'
export type { ReconciliationInput } from './reconciliation/reconcile.js'
export { reconciliationRun } from './reconciliation/reconciliation-run.js'
export type { ReconciliationParts } from './reconciliation/reconciliation-run.js'
export type { DocumentHistory } from './reconciliation/document-history.js'
export type { RunRecord } from './reconciliation/reconcile-accruals.js'
export type { RatedRecords } from './reconciliation/reconcile-usage.js'
export type { PaymentRecords } from './reconciliation/reconcile-payments.js'
export type { Mismatch, MismatchKind, ReconciliationRun } from './reconciliation/mismatch.js'

// explanation
export { explainLine } from './explanation/explain-line.js'
export type { ExplainedEvent, ExplainedEvents, ExplainedUsage, ExplainedWindow, LineExplanation, LineOnDocument, LineReference } from './explanation/explain-line.js'
export { explainCorrectedLine } from './explanation/explain-corrected-line.js'
export type { CorrectedEvidence, LineCorrection } from './explanation/explain-corrected-line.js'
export { lineText } from './explanation/line-text.js'
export { usageOfLine } from './explanation/usage-of-line.js'
export type { LineUsage } from './explanation/usage-of-line.js'

// verification
export type { BundleMetering, BundleSeal, EvidenceBundle, SealedPart, StageVersion, UsageBoundaries } from './verification/evidence-bundle.js'
export { bundleEvidence } from './verification/bundle-evidence.js'
export type { BundleSource } from './verification/bundle-evidence.js'
export { checkBundle } from './verification/check-bundle.js'
export { missingModules } from './verification/missing-modules.js'
export type { MissingModule } from './verification/missing-modules.js'
export { verifyBundle } from './verification/verify-bundle.js'
export type { BundleDifference, BundleVerdict } from './verification/verify-bundle.js'
export { recountDifference, recountUsage, startRecount } from './verification/recount-usage.js'
export type { RecountedBundle, RecountOptions } from './verification/recount-usage.js'
export type { CorrectionBundle, CorrectionEvidence, TargetEvidence } from './verification/correction-bundle.js'
export { bundleCorrections } from './verification/bundle-corrections.js'
export type { CorrectionBundleSource } from './verification/bundle-corrections.js'
export { targetOfEvidence } from './verification/derive-correction.js'
export type { LookEvidence } from './verification/derive-correction.js'
export { checkCorrectionBundle } from './verification/check-correction-bundle.js'
export { verifyCorrections } from './verification/verify-corrections.js'
export { recountedCorrection } from './verification/recounted-correction.js'
export type { RecountedCorrection } from './verification/recounted-correction.js'
export { proveInclusion, verifyInclusion } from './verification/event-inclusion.js'
export type { EventInclusion, InclusionSource, InclusionVerdict } from './verification/event-inclusion.js'

// comparison
export { checkRatingResult } from './comparison/rating-result.js'
export type { RatingResult, ReadResultOptions, ResultLine } from './comparison/rating-result.js'
export { resultLineName, resultOfCharges } from './comparison/result-of-charges.js'
export type { AccountCharges } from './comparison/result-of-charges.js'
export { resultOfInvoices } from './comparison/result-of-invoices.js'
export { compareResults } from './comparison/compare-results.js'
export type { ComparedTotal, ComparisonCounts, ComparisonInput, ComparisonTolerance, LineDifference, LineFigures, ResultComparison } from './comparison/compare-results.js'
export { comparisonText } from './comparison/comparison-text.js'
