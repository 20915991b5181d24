import { accountStoreSuite } from './account-store-suite.js'
import { adjustmentStoreSuite } from './adjustment-store-suite.js'
import { billingRunStoreSuite } from './billing-run-store-suite.js'
import { bookPeriodStoreSuite } from './book-period-store-suite.js'
import { censusStoreSuite } from './census-store-suite.js'
import { chainStoreSuite } from './chain-store-suite.js'
import { chargeStoreSuite } from './charge-store-suite.js'
import { commandStoreSuite } from './command-store-suite.js'
import { controlStoreSuite } from './control-store-suite.js'
import { carryStoreSuite } from './carry-store-suite.js'
import { correctionStoreSuite } from './correction-store-suite.js'
import { creditStoreSuite } from './credit-store-suite.js'
import { deliveryStoreSuite } from './delivery-store-suite.js'
import { documentStoreSuite } from './document-store-suite.js'
import { eventBodyStoreSuite } from './event-body-store-suite.js'
import { eventStoreSuite } from './event-store-suite.js'
import { holdStoreSuite } from './hold-store-suite.js'
import { jobStoreSuite } from './job-store-suite.js'
import { ledgerStoreSuite } from './ledger-store-suite.js'
import { offsetStoreSuite } from './offset-store-suite.js'
import { paymentStoreSuite } from './payment-store-suite.js'
import { outboxStoreSuite } from './outbox-store-suite.js'
import { planVersionStoreSuite } from './plan-version-store-suite.js'
import { quotaStoreSuite } from './quota-store-suite.js'
import { ratingRunStoreSuite } from './rating-run-store-suite.js'
import { reconciliationStoreSuite } from './reconciliation-store-suite.js'
import { subscriptionStoreSuite } from './subscription-store-suite.js'
import { summaryStoreSuite } from './summary-store-suite.js'
import type { StorageFactory, Suite } from './suite.js'
import { taxFilingStoreSuite } from './tax-filing-store-suite.js'
import { transactionSuite } from './transaction-suite.js'
import { usageStoreSuite } from './usage-store-suite.js'
import { windowingStoreSuite } from './windowing-store-suite.js'
import { writeOffStoreSuite } from './write-off-store-suite.js'

/** Everything that a complete storage promises. */
export const storageSuites: readonly Suite<StorageFactory>[] = [
  eventStoreSuite,
  eventBodyStoreSuite,
  censusStoreSuite,
  offsetStoreSuite,
  windowingStoreSuite,
  usageStoreSuite,
  summaryStoreSuite,
  writeOffStoreSuite,
  chargeStoreSuite,
  carryStoreSuite,
  documentStoreSuite,
  correctionStoreSuite,
  ledgerStoreSuite,
  chainStoreSuite,
  bookPeriodStoreSuite,
  holdStoreSuite,
  quotaStoreSuite,
  ratingRunStoreSuite,
  reconciliationStoreSuite,
  billingRunStoreSuite,
  creditStoreSuite,
  adjustmentStoreSuite,
  taxFilingStoreSuite,
  paymentStoreSuite,
  controlStoreSuite,
  accountStoreSuite,
  subscriptionStoreSuite,
  planVersionStoreSuite,
  commandStoreSuite,
  outboxStoreSuite,
  deliveryStoreSuite,
  jobStoreSuite,
  transactionSuite,
]
