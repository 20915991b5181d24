// errors
export { FarthingError, fail, failure, failureOf, isFarthingError } from './errors/failure.js'
export { isRetryable } from './errors/is-retryable.js'
export type { Failure, FailureDetails, FailureFacts } from './errors/failure.js'
export { failureRules } from './errors/failure-codes.js'
export type { FailureCode } from './errors/failure-codes.js'
export { describeValue } from './errors/describe-value.js'
export { assertInvariant } from './errors/assert-invariant.js'

// evidence
export type { Json, JsonObject } from './evidence/json.js'
export { compareBytes } from './evidence/compare-bytes.js'
export { checkText } from './evidence/check-text.js'
export type { TextLimits } from './evidence/check-text.js'
export { checkJson } from './evidence/check-json.js'
export { canonicalJson } from './evidence/canonical-json.js'
export { utf8 } from './evidence/utf8.js'
export { toHex } from './evidence/to-hex.js'
export { sha256 } from './evidence/digest.js'
export type { Digest, Hash } from './evidence/digest.js'
export { hashContent } from './evidence/hash-content.js'
export { fitId } from './evidence/fit-id.js'
export type { IdRoom } from './evidence/fit-id.js'

// money
export type { Decimal, Exact } from './money/decimal-type.js'
export { parseDecimal } from './money/parse-decimal.js'
export { parseExact } from './money/parse-exact.js'
export { isDecimalValue } from './money/is-decimal-value.js'
export { decimalOf } from './money/decimal-of.js'
export { absolute, add, addAll, multiply, negate, subtract } from './money/arithmetic.js'
export { compare, isZero, largest, signOf, smallest } from './money/compare.js'
export { divide } from './money/exact/divide.js'
export { printUnits, safeReach, safeUnits, safeUnitsAt, writtenScale } from './money/exact/safe-units.js'
export { roundUnits } from './money/exact/round-units.js'
export { round } from './money/round.js'
export { checkRoundingRule, roundingModes } from './money/check-rounding-rule.js'
export type { RoundingMode, RoundingPolicy, RoundingRule, TaxScope } from './money/rounding-type.js'
export { allocate } from './money/allocate.js'
export type { AllocatedAmount, Allocation, AllocationShare } from './money/allocate.js'
export { currencies } from './money/currencies/currencies.js'
export type { Currency } from './money/currencies/currency.js'
export { findCurrency } from './money/currencies/find-currency.js'
export type { CurrencySearch } from './money/currencies/find-currency.js'
export { checkCurrency } from './money/currencies/check-currency.js'
export { minorUnitsOf } from './money/currencies/minor-units-of.js'
export type { CurrencyCode, Money } from './money/money-type.js'
export { money } from './money/money.js'
export { addAllMoney, addMoney, compareMoney, negateMoney, subtractMoney } from './money/money-arithmetic.js'
export { fromMinorUnits, toMinorUnits } from './money/minor-amount.js'
export { formatMoney } from './money/format-money.js'

// time
export type { Cadence, Instant, Interval, LocalDate, LocalDateTime, Period, PeriodGrid, PeriodUnit, Zone } from './time/time-type.js'
export { isInstant, parseInstant } from './time/parse-instant.js'
export type { InstantOptions } from './time/parse-instant.js'
export { epochMsOf, instantOfEpochMs } from './time/epoch-ms.js'
export { checkZone } from './time/check-zone.js'
export { parseLocalDate } from './time/local-text.js'
export { instantOfLocal, localDateOf, localDateTimeOf, localDayOfMonth } from './time/local-time.js'
export { addDays, addLocalDays, calendarDaysBetween } from './time/calendar-days.js'
export { checkInterval, clipInterval } from './time/interval.js'
export type { IntervalBounds } from './time/interval.js'
export { cadence } from './time/cadence.js'
export { checkPeriodGrid } from './time/check-period-grid.js'
export { calendarGrid } from './time/calendar-grid.js'
export { periodAt, periodNumber, previousPeriod } from './time/period-at.js'
export { nextBoundary, previousBoundary } from './time/boundaries.js'
export type { BoundaryOptions } from './time/boundaries.js'
export { elapsedPeriods, periodsIn } from './time/periods-in.js'
export { findPeriod } from './time/find-period.js'
export { shiftInstant } from './time/shift-instant.js'
export { durationMs, parseDuration } from './time/parse-duration.js'
export type { Duration, DurationParts } from './time/parse-duration.js'
export { floorInstant } from './time/floor-instant.js'
export type { ClockUnit } from './time/floor-instant.js'

// accounts
export { checkAccount } from './accounts/check-account.js'
export type { Account, AccountPriceBooks, InvoiceGrouping, Project, TenantId } from './accounts/account-type.js'
export type { ExternalReference } from './accounts/external-reference.js'
export { checkPaymentTerms } from './accounts/check-payment-terms.js'
export type { DayOfMonthTerms, DueDateRoll, EndOfMonthTerms, NetTerms, PaymentTerms, ReceiptTerms } from './accounts/payment-terms.js'
export type { PostalAddress } from './accounts/postal-address.js'
export { checkTaxProfile } from './accounts/check-tax-profile.js'
export type { TaxExemption, TaxProfile, TaxReason, TaxRegistration } from './accounts/tax-profile.js'

// events
export { parseUsageEvent } from './events/parse-usage-event.js'
export type { ParseEventOptions } from './events/parse-usage-event.js'
export type { EventExtensions, UsageEvent } from './events/usage-event.js'
export { attributeOf, attributesOf, attributionAttributes } from './events/attribution.js'
export type { Attributes, AttributionAttribute } from './events/attribution.js'
export { eventLimits } from './events/event-limits.js'
export { toCloudEvent } from './events/to-cloud-event.js'
export type { CloudEvent } from './events/to-cloud-event.js'
export { identityOf } from './events/identity-of.js'
export { fingerprintEvent } from './events/fingerprint-event.js'
export { effectiveEvents } from './events/effective-events.js'
export type { EffectiveEvents, IdentifiedEvent } from './events/effective-events.js'

// meters
export type { BucketGrid, DataPath, Dimensions, Measure, Meter, MeterFilter } from './meters/meter.js'
export type { DecimalDefinition, MeterDefinition, ValueSource } from './meters/meter-definition.js'
export { meterLimits } from './meters/meter-limits.js'
export { count } from './meters/aggregations/count.js'
export type { CountDefinition } from './meters/aggregations/count.js'
export { sum } from './meters/aggregations/sum.js'
export type { SumDefinition } from './meters/aggregations/sum.js'
export { min } from './meters/aggregations/min.js'
export { max } from './meters/aggregations/max.js'
export { avg } from './meters/aggregations/avg.js'
export { unique } from './meters/aggregations/unique.js'
export type { UniqueDefinition } from './meters/aggregations/unique.js'
export { first } from './meters/aggregations/first.js'
export { latest } from './meters/aggregations/latest.js'
export { timeWeighted } from './meters/aggregations/time-weighted.js'
export type { TimeWeightedDefinition } from './meters/aggregations/time-weighted.js'
export type { TimeUnit } from './meters/seconds.js'
export { duration } from './meters/aggregations/duration.js'
export type { DurationDefinition } from './meters/aggregations/duration.js'
export { percentile } from './meters/aggregations/percentile.js'
export type { PercentileDefinition } from './meters/aggregations/percentile.js'
export { bucketedMax } from './meters/aggregations/bucketed-max.js'
export { bucketedSum } from './meters/aggregations/bucketed-sum.js'
export type { BucketedDefinition, BucketLength } from './meters/aggregations/bucketed.js'
export { aggregations } from './meters/aggregations.js'
export type {
  Accumulator,
  Aggregation,
  AggregationFamily,
  AggregationSettings,
  AggregationTable,
  AnyAggregation,
  Occurrence,
  ResultContext,
  UsageAnomaly,
  UsageAnomalyKind,
  UsageDetail,
  UsagePart,
  ValueReader,
} from './meters/aggregation.js'
export { findAggregation } from './meters/find-aggregation.js'
export { extendDimensions } from './meters/extend-dimensions.js'
export { checkMeter } from './meters/check-meter.js'
export { meterReader, readMeter } from './meters/read-meter.js'
export { reduceEvent } from './meters/reduce-event.js'
export type { EventRest } from './meters/reduce-event.js'
export type { MeterReader, Reading } from './meters/read-meter.js'

// windows
export { bucketAt, bucketEnd, bucketStart } from './windows/bucket.js'
export { windowsOf } from './windows/windows-of.js'
export type { WindowUnit } from './windows/windows-of.js'
export { cutWindows } from './windows/cut-windows.js'
export { closeAtEnd } from './windows/lateness-policy.js'
export type { LatenessPolicy, SourceDelay, WatermarkPolicy } from './windows/lateness-policy.js'
export { checkLatenessPolicy } from './windows/check-lateness-policy.js'
export { latenessSteps } from './windows/lateness-histogram.js'
export { anySource, readWindowingState, startWindowing } from './windows/windowing-state.js'
export type { SourceProgress, WindowingState } from './windows/windowing-state.js'
export { waitOf } from './windows/window-wait.js'
export type { SourcePosition, WindowWait } from './windows/window-wait.js'
export { stepWindowing } from './windows/step-windowing.js'
export type { ObservedEvent, WindowingInput, WindowingOutput, WindowingStep } from './windows/step-windowing.js'

// usage
export type { KnownAt, Usage, UsageBucket } from './usage/usage-type.js'
export { resolveSubscription } from './usage/resolve-subscription.js'
export type { Attribution, SubscriptionCandidate, UnattachedReason } from './usage/resolve-subscription.js'
export { defaultMaxGroups, startTally } from './usage/start-tally.js'
export { addToTally } from './usage/add-to-tally.js'
export { usageOf } from './usage/usage-of.js'
export type {
  QuarantinedReading,
  RefusedUsage,
  SetAside,
  Tally,
  TallyCensus,
  TallyDefinition,
  TallyResult,
  UnattachedReading,
} from './usage/tally.js'
export { aggregateUsage } from './usage/aggregate-usage.js'
export type { AggregatedUsage } from './usage/aggregate-usage.js'
export { mergeUsage, mergeUsageByWindow } from './usage/merge-usage.js'
export type { MergeOptions } from './usage/merge-usage.js'
export { coarsenUsage } from './usage/coarsen-usage.js'
export { joinBuckets } from './usage/join-buckets.js'
export { carryUsage } from './usage/carry-usage.js'
export { orderedEvidence } from './usage/bucket-evidence.js'
export type { BucketEvidence, EventLeaf, EvidencedEvent, EvidenceMaker } from './usage/bucket-evidence.js'
export { proveEvent, verifyEventProof } from './usage/event-proof.js'
export type { EventProof, ProvenEvent } from './usage/event-proof.js'
export { proveBucket, verifyBucketProof } from './usage/bucket-proof.js'
export type { BucketProof } from './usage/bucket-proof.js'
export { usageDigest } from './usage/usage-digest.js'
export { startRecordFold } from './usage/records/start-record-fold.js'
export { addRecords } from './usage/records/add-records.js'
export { totalsOfRecords } from './usage/records/totals-of-records.js'
export type { RecordFold, RecordFoldDefinition, RecordTotal, RecordTotals, RefusedRecord, UsageRecord } from './usage/records/usage-record.js'
