import { compare, durationMs, fail, type Decimal, type Duration } from '@farthing/core'
import { at, oneOf, optional, readNotNegative, readPositive, readRecord, readText, readYesOrNo } from '../../models/read-fields.js'
import { readProration, type StageProration } from '../billed-share.js'

export interface MinimumCommitment {
  /** What the selected charges of a period come to at least; of one window where `per` is `window`. */
  readonly amount?: Decimal
  /** Instead of `amount`, with `per: 'window'`: so many units at the price of the window's own usage. */
  readonly quantity?: Decimal
  /** The commitment is for the whole `period`, the default, or for each `window` of usage by itself. */
  readonly per?: 'period' | 'window'
  /** Length of a window. With it, windows without usage are due too; without it, windows with usage alone are looked at. */
  readonly window?: Duration
  /** What counts: the charges after discounts, `net`, the default, or what they cost by their prices alone. */
  readonly base?: 'net' | 'list'
  /** What is due for a part of a period: its share of the `time`, the default, or all of it. */
  readonly proration?: StageProration
  /**
   * Where terms change in mid-period: each `run` is settled for its own time, the default, or the whole `period` at once in its last run,
   * which counts what was billed before.
   */
  readonly settle?: 'run' | 'period'
  /** Whether what is missing is due; `false` leaves the overage factor alone. */
  readonly trueUp?: boolean
  /** What money beyond the commitment costs, such as `"1.5"`; at least 1, which is the default. */
  readonly overageFactor?: Decimal
  /** Shown on the charge; `Minimum commitment` unless given. */
  readonly label?: string
  readonly product?: string
  readonly category?: string
  readonly taxable?: boolean
  readonly taxCategory?: string
}

const names = [
  'amount', 'quantity', 'per', 'window', 'base', 'proration', 'settle', 'trueUp', 'overageFactor', 'label', 'product', 'category', 'taxable', 'taxCategory',
] as const

/** Reads the configuration of a minimum in canonical form. @throws `commitment.invalid`, `price.invalid`, `catalog.malformed` */
export function readMinimum(config: unknown, field: string): MinimumCommitment {
  const fields = readRecord(config, field, names)
  const minimum: MinimumCommitment = {
    ...optional(fields, 'amount', field, readNotNegative),
    ...optional(fields, 'quantity', field, readPositive),
    ...optional(fields, 'per', field, oneOf(['period', 'window'])),
    ...optional(fields, 'window', field, readWindow),
    ...optional(fields, 'base', field, oneOf(['net', 'list'])),
    ...optional(fields, 'proration', field, readProration),
    ...optional(fields, 'settle', field, oneOf(['run', 'period'])),
    ...optional(fields, 'trueUp', field, readYesOrNo),
    ...optional(fields, 'overageFactor', field, readFactor),
    ...optional(fields, 'label', field, readText),
    ...optional(fields, 'product', field, readText),
    ...optional(fields, 'category', field, readText),
    ...optional(fields, 'taxable', field, readYesOrNo),
    ...optional(fields, 'taxCategory', field, readText),
  }
  refuseContradiction(minimum, field)
  return minimum
}

function refuseContradiction({ amount, quantity, per = 'period', window, settle, proration }: MinimumCommitment, field: string): void {
  if ((amount === undefined) === (quantity === undefined)) refuse(field, 'has amount and quantity, or neither')
  if (per === 'window') {
    if (settle !== undefined) refuse(at(field, 'settle'), 'is for a whole period, and windows are settled one by one')
    if (proration !== undefined) refuse(at(field, 'proration'), 'is for a whole period, and windows are not prorated')
  } else {
    if (quantity !== undefined) refuse(at(field, 'quantity'), 'has no one price over a whole period; give an amount')
    if (window !== undefined) refuse(at(field, 'window'), 'is for a commitment per window')
  }
}

function readFactor(value: unknown, field: string): Decimal {
  const factor = readPositive(value, field)
  return compare(factor, '1') >= 0 ? factor : refuse(field, `is ${factor} and below 1; a discount is another stage`)
}

function readWindow(value: unknown, field: string): Duration {
  const window = readText(value, field) as Duration
  return durationMs(window, field) > 0 ? window : refuse(field, 'has no length')
}

function refuse(field: string, because: string): never {
  return fail('commitment.invalid', { field, because })
}
