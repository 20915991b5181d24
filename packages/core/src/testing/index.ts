// evidence
export { arbitraryMalformedText, arbitraryText } from './arbitrary-text.js'
export type { TextConstraints } from './arbitrary-text.js'
export { arbitraryExactNumber, arbitraryJson } from './arbitrary-json.js'

// money
export { arbitraryDecimal } from './arbitrary-decimal.js'
export type { DecimalConstraints } from './arbitrary-decimal.js'
export { arbitraryExact } from './arbitrary-exact.js'
export { arbitraryCurrencyCode, arbitraryMoney } from './arbitrary-money.js'
export type { MoneyConstraints } from './arbitrary-money.js'
export { arbitraryRoundingMode, arbitraryRoundingRule } from './arbitrary-rounding-rule.js'
export { assertDecimalLaws } from './decimal-laws.js'
export type { DecimalArithmetic } from './decimal-laws.js'
export { assertRoundingLaws } from './rounding-laws.js'
export type { Rounding } from './rounding-laws.js'
export { arbitraryAllocation, assertAllocationLaws } from './allocation-laws.js'
export type { Allocator } from './allocation-laws.js'
export type { LawOptions } from './hold.js'

// time
export { arbitraryCadence, arbitraryClockChange, arbitraryPeriodGrid, arbitraryZone, awkwardClockChanges } from './arbitrary-time.js'
export type { ClockChange, GridRange } from './arbitrary-time.js'
export { assertPeriodLaws, assertPeriodsTile } from './period-laws.js'
export type { PeriodLookup, TileOptions } from './period-laws.js'

// events
export { arbitraryData, arbitraryInstant, arbitraryReports, arbitraryUsageEvent, arbitraryValue, awkwardTexts } from './arbitrary-events.js'
export type { EventRange, ReportRange } from './arbitrary-events.js'
export { arbitraryBatches, arbitraryDeliveries } from './arbitrary-deliveries.js'
export type { Delivery } from './arbitrary-deliveries.js'
export { assertBatchFree, assertOrderFree, assertReplayFree } from './event-laws.js'
export type { BatchLawSubject, LawSubject } from './event-laws.js'

// meters
export { arbitraryFilter, arbitraryMeter } from './arbitrary-meters.js'
export { assertAggregationLaws } from './aggregation-laws.js'
export type { AggregationLawOptions } from './aggregation-laws.js'

// windows
export { arbitraryLatenessPolicy, arbitraryWindowingInputs } from './arbitrary-windowing.js'
export { assertWindowingLaws } from './windowing-laws.js'
export type { WindowingReducer } from './windowing-laws.js'
