/**
 * Every expected failure of Farthing: its stable code and the rule that it states.
 * Codes read `area.problem`; areas stand in flow order. Documentation is generated from this table.
 */
export const failureRules = {
  // evidence
  'json.unsupported': 'a record is plain JSON: objects, arrays, strings, booleans, null and exact numbers',
  'json.number_inexact': 'a JSON number is a safe integer or has at most 15 significant digits; send longer ones as strings',
  'json.too_deep': 'nesting is at most 64 levels',
  'json.too_large': 'a JSON input holds at most 100,000 values',
  'json.malformed': 'the text is well-formed JSON',
  'text.malformed': 'text is well-formed Unicode without U+0000 and without lone surrogates',
  'text.too_long': 'text stays within the documented length',
  'text.empty': 'an identifier is not empty',
  'evidence.none': 'a proof is made of usage whose meter keeps evidence',

  // money
  'decimal.malformed': 'a decimal is an optional minus sign, digits, and at most one point followed by digits; no exponent, sign +, NaN or Infinity',
  'decimal.too_long': 'a decimal has at most 38 digits, before and after the point together; a computed one 304',
  'exact.malformed': 'an exact value is a decimal or a fraction of integers with a positive denominator, such as "70/31"',
  'exact.too_long': 'numerator and denominator of a fraction have at most 38 digits each; computed ones 304',
  'exact.division_by_zero': 'a divisor is not zero',
  'exact.not_decimal': 'a value used here has a finite decimal expansion; round it first',
  'money.currency_unknown': 'a currency is an ISO 4217 code or one that the host has declared',
  'money.currency_mismatch': 'amounts in one computation share a currency',
  'money.no_minor_units': 'a currency that is booked or paid has minor units',
  'money.not_minor_units': 'an amount that is booked or paid is a whole number of minor units',
  'money.month_malformed': 'validity is asked for a month YYYY-MM, or for a text that starts with one',
  'rounding.invalid': 'a rounding rule has a known mode, an exponent from -38 to 38 and a positive increment',
  'allocation.invalid': 'an allocation has 1 to 100,000 shares with unique keys, weights of one sign that are not all zero unless the total is, and a total that is a multiple of the unit',

  // time
  'time.malformed': 'an instant is an RFC 3339 date-time with a zone',
  'time.out_of_range': 'an instant lies in the years 0001 to 9999',
  'time.leap_second': 'seconds run from 0 to 59; leap seconds are refused',
  'time.zone_missing': 'an instant carries Z or an offset from UTC',
  'time.impossible': 'a date exists in the calendar and a time of day runs from 00:00:00 to 23:59:59',
  'time.zone_unknown': 'a zone is an IANA time zone name',
  'time.duration_invalid': 'a duration is an ISO 8601 one of whole units, such as PT15M, P1D or P3M',
  'period.invalid': 'a period grid has a count from 1 to 1000 of a known unit and a well-formed anchor',
  'period.ends_before_start': 'an interval ends after it starts',
  'period.skipped': 'a numbered period contains at least one instant; a local day that the zone skipped has none',
  'period.not_found': 'a period starts within the year, month or day that its label names',
  'period.ambiguous': 'a label names one period only',
  'period.too_many': 'one call lists at most 10,000 periods',

  // accounts
  'account.unknown': 'the account exists',
  'account.invalid': 'an account has a key, a currency and a zone',

  // events
  'event.invalid': 'a usage event is a CloudEvents 1.0 event with id, source, type, subject, time and an object as data',
  'event.conflict': 'an identity (source, id, revision) is used for one content only',
  'event.too_large': 'an event stays within the documented size',
  'event.batch_too_large': 'one call takes at most 100,000 events',
  'event.too_old': 'an event is not older than the source allows',
  'event.in_future': 'an event is not further in the future than the source allows',
  'event.not_late': 'a write-off names events that are late in their period and not written off',
  'source.invalid': 'an event source has a name, and reads what it says that it reads',
  'source.offset_unknown': 'an offset is one that this source gave',
  'source.page_invalid': 'a source gives pages of at most as many events as were asked for, with an offset behind them, and moves on until it is done',

  // meters
  'meter.invalid': 'a meter has an event type, a known aggregation and well-formed paths',
  'meter.unknown': 'the meter exists in the catalogue',
  'meter.value_missing': 'the value that a meter reads is present in the event data',
  'meter.value_invalid': 'the value that a meter reads is an exact decimal',
  'meter.value_negative': 'a meter that forbids negative values reads none',
  'meter.dimension_invalid': 'a dimension value is a string, a boolean, an exact number or absent, and at most 256 characters long',
  'meter.dimension_reserved': 'a dimension that a tenant adds has a name with the prefix x_ and is not in use',
  'meter.state_too_large': 'an aggregation that holds its events holds at most 100,000 of them for one group and window',
  'meter.too_many_groups': 'a meter has at most its declared number of groups',

  // windows
  'window.invalid': 'a window starts and ends on the grid of its meter',
  'window.open': 'a window is sealed once the watermarks of its meters have passed its end and their grace, and invoiced once it is sealed',
  'window.state_unknown': 'a stored windowing state has a format that this version reads',
  'lateness.invalid': 'a lateness policy has a known watermark and durations within their bounds',
  'watermark.in_future': 'a watermark is set to the present or the past',
  'watermark.not_settable': 'a watermark is set by whom its policy names: one of its sources, or the host where it is manual',

  // pricing
  'price.invalid': 'a price is well-formed for its model',
  'price.tiers_not_increasing': 'tier bounds strictly increase from above 0, and the last tier is open and no other',
  'price.not_priced': 'usage has a price: a row or step that fits it, or a price for the rest',
  'price.quantity_negative': 'a quantity is not negative unless the model defines it',
  'proration.invalid': 'a proration has a period with length, an instant inside it, months of 28 to 31 days, and prices for at least a day',
  'catalog.malformed': 'a catalogue is made of records with the documented fields: the required ones present, no others, each of its type',
  'catalog.invalid': 'a catalogue names known meters, plans and products',
  'plan.unknown': 'the plan exists in the catalogue',
  'subscription.unknown': 'the subscription exists',
  'subscription.invalid': 'a subscription has a key, an account, a plan and a start before its end',
  'rating.fact_missing': 'every fact that a contract reads is given',
  'rating.carry_invalid': 'what a period hands on is what rating the period before gave',
  'rating.too_large': 'one rating reads at most 1,000,000 buckets of usage',
  'rating.usage_outside': 'usage that is rated belongs to the subscription and lies in the part of the period in which it runs',
  'rating.usage_overlaps': 'windows of one meter and one set of dimensions do not overlap',
  'rating.currency_mismatch': 'all prices of one contract share a currency',

  // ledger
  'invoice.invalid': 'invoice input is consistent: one currency, lines inside the period, unique keys',
  'invoice.file_invalid': 'an invoice file is one that the bill command wrote, complete and unchanged in form',
  'invoice.unknown': 'the invoice exists',
  'invoice.exists': 'an account is invoiced once for a period and currency',
  'invoice.transition': 'a status changes only along the table of allowed moves',
  'ledger.unbalanced': 'a ledger transaction sums to zero per currency',
  'ledger.entry_invalid': 'a ledger entry has a known account and an amount that is a non-zero integer of minor units',
  'verify.differs': 'a document equals what its evidence gives',

  // storage and commands
  'storage.unavailable': 'storage answers',
  'storage.unsafe': 'the server keeps what it acknowledges',
  'storage.schema_newer': 'the database schema is not newer than the library',
  'storage.schema_older': 'the database schema has every migration of the library',
  'storage.schema_differs': 'an applied migration is the one that the library ships',
  'storage.schema_name_invalid': 'a schema name has 1 to 48 lowercase letters, digits and underscores and starts with a letter',
  'storage.contention': 'a transaction is not aborted in favour of a concurrent one; run it again',
  'storage.conflict': 'a unique record is written once',
  'storage.tenant_mismatch': 'a record is kept under its own tenant',
  'storage.closed': 'stores are used inside their transaction',
  'storage.cut_unknown': 'a cut is a token that this storage gave',
  'storage.page_invalid': 'a page has 1 to 1,000 items and starts at a cursor that the page before gave',
  'storage.outcome_unknown': 'a commit is acknowledged',
  'command.conflict': 'a command key is used for one command only',
  'command.invalid': 'a command has a key and well-formed arguments',

  // files and the command line
  'file.unreadable': 'an input file exists and can be read',
  'file.unwritable': 'an output file can be written completely',
  'mapping.invalid': 'a mapping names a column, a value or the line for id, source, type, subject, time and each key of data',
  'book.invalid': 'a book file holds meters, plans and subscriptions',
  'file.columns': 'a CSV file has the columns that its mapping names',
  'usage.invalid': 'the command line is used as its help says',
} as const

export type FailureCode = keyof typeof failureRules
