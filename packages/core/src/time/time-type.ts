/**
 * A point in time as `YYYY-MM-DDTHH:mm:ss.ffffffZ`: UTC, always six fraction digits, years 0001 to 9999.
 * All have one length, so plain text order is time order.
 */
export type Instant = string

/** A calendar date `YYYY-MM-DD`, without a zone. */
export type LocalDate = string

/** A wall-clock reading `YYYY-MM-DDTHH:mm:ss`, without a zone. */
export type LocalDateTime = string

/** An IANA time zone name such as `Europe/Berlin`, or `UTC`. */
export type Zone = string

/** Half-open: `from` is inside, `to` is outside. */
export interface Interval {
  readonly from: Instant
  readonly to: Instant
}

/** One period of a grid. */
export interface Period extends Interval {
  /** Number of whole cadences from the anchor to `from`; 0 starts at the anchor, earlier periods are negative. */
  readonly index: number
}

export type PeriodUnit = 'day' | 'week' | 'month' | 'quarter' | 'half_year' | 'year'

/** A length on the calendar: every `count` units, `count` from 1 to 1,000. */
export interface Cadence {
  readonly unit: PeriodUnit
  readonly count: number
}

/**
 * The tiling of the time line into billing periods: boundary `k` is the anchor plus `k × count` units on the local clock of the zone.
 * Each boundary is computed from the anchor and never from its neighbour, so days 29 to 31 clamp to a month's end and spring back.
 * A local time that does not exist moves to the first instant after the gap; one that exists twice is the earlier.
 * A day that the zone skipped altogether (Apia, 2011-12-30) has no period: its number is left out.
 */
export interface PeriodGrid extends Cadence {
  readonly zone: Zone
  /** A local date (midnight is meant) or a local date-time. */
  readonly anchor: LocalDate | LocalDateTime
  /** Day of month 1 to 31, when it differs from the anchor's own: an anchor of 30 April with day 31 gives 31 May. Month-based units only. */
  readonly anchorDay?: number
}
