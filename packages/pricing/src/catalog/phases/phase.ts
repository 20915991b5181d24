import { cadence, compare, fail, type Cadence, type Decimal, type PeriodUnit } from '@farthing/core'
import { checkPrice } from '../../models/check-price.js'
import type { Price } from '../../models/price.js'
import { at, oneOf, optional, readDecimal, readList, readNamed, readObject, readRecord, readText } from '../../models/read-fields.js'

/** Time in which a plan has other prices: a trial, a step of a ramp. The plan's own prices hold after its last phase. */
export interface Phase {
  /** Unique within the plan: `trial`. */
  readonly name: string
  readonly lasts: PhaseLength
  /** What prices are multiplied by, from `"0"`, free, to `"1"`, which is the default; at most 9 digits after the point. */
  readonly factor?: Decimal
  /** Prices by component key, instead of the plan's multiplied ones. */
  readonly prices?: { readonly [component: string]: Price }
}

/**
 * Billing periods, that in which the phase begins being the first, however much of it is left; or a length on the calendar, such as 14 days.
 */
export type PhaseLength = { readonly periods: number } | Cadence

const maxPhases = 100
const maxCount = 1_000
const maxFactorDigits = 9

/**
 * Reads the phases of a plan in their order, in canonical form.
 *
 * @throws `catalog.malformed`, `catalog.invalid` for a name twice, a phase without length or a factor above 1, and the codes of `checkPrice`
 */
export function checkPhases(value: unknown, field: string): readonly Phase[] {
  const phases = readList(value, field, { min: 1, max: maxPhases }).map((phase, index) => checkPhase(phase, at(field, index)))
  const repeated = phases.findIndex(({ name }, index) => phases.findIndex((other) => other.name === name) !== index)
  if (repeated >= 0) fail('catalog.invalid', { field: at(at(field, repeated), 'name'), because: `is ${phases[repeated]?.name}, as an earlier phase is named` })
  return phases
}

function checkPhase(value: unknown, field: string): Phase {
  const fields = readRecord(value, field, ['name', 'lasts', 'factor', 'prices'])
  return {
    name: readText(fields.name, at(field, 'name')),
    lasts: readLength(fields.lasts, at(field, 'lasts')),
    ...optional(fields, 'factor', field, readFactor),
    ...optional(fields, 'prices', field, readPrices),
  }
}

const readUnit = /* @__PURE__ */ oneOf<PeriodUnit>(['day', 'week', 'month', 'quarter', 'half_year', 'year'])

function readLength(value: unknown, field: string): PhaseLength {
  if (Object.hasOwn(readObject(value, field), 'periods')) {
    return { periods: readCount(readRecord(value, field, ['periods']).periods, at(field, 'periods')) }
  }
  const fields = readRecord(value, field, ['unit', 'count'])
  return cadence({ unit: readUnit(fields.unit, at(field, 'unit')), count: readCount(fields.count, at(field, 'count')) })
}

function readCount(value: unknown, field: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= maxCount) return value
  return fail('catalog.invalid', { field, because: `is ${String(value)} and not a whole number from 1 to 1,000` })
}

function readFactor(value: unknown, field: string): Decimal {
  const factor = readDecimal(value, field)
  const fraction = factor.split('.')[1] ?? ''
  if (compare(factor, '0') >= 0 && compare(factor, '1') <= 0 && fraction.length <= maxFactorDigits) return factor
  return fail('catalog.invalid', { field, because: `is ${factor} and not from 0 to 1 with at most ${maxFactorDigits} digits after the point`, facts: { factor } })
}

function readPrices(value: unknown, field: string): { readonly [component: string]: Price } {
  return Object.fromEntries(Object.entries(readNamed(value, field)).map(([key, price]) => [key, checkPrice(price, at(field, key))]))
}
