import { fail, isFarthingError } from '../errors/failure.js'
import { checkText } from '../evidence/check-text.js'
import type { Json, JsonObject } from '../evidence/json.js'
import type { Decimal } from '../money/decimal-type.js'
import type { AnyAggregation, ValueReader } from './aggregation.js'
import { pathReader } from './data-path.js'
import { decimalOfJson } from './decimal-of-json.js'
import { compileExpression } from './expression/compile-expression.js'
import { meterLimits } from './meter-limits.js'
import type { DataPath, Meter } from './meter.js'

/** Compiles how a meter reads values for its aggregation. */
export function valueReader(meter: Meter, { name, reads }: AnyAggregation): ValueReader {
  if (typeof reads === 'function') return reads(meter)
  switch (reads) {
    case 'nothing':
      return () => '1'
    case 'decimal':
      return decimalReader(meter)
    case 'text':
      return textReader(meter.value ?? fail('meter.invalid', { field: 'value', because: `is missing, but ${name} reads one` }))
  }
}

/** Reads the value of a meter as an exact decimal, from its path or its expression. Negative ones break a meter that does not allow them. */
export function decimalReader({ value, expression, negative }: Meter): ValueReader<Decimal> {
  const read = expression === undefined ? decimalAt(value ?? fail('meter.invalid', { field: 'value', because: 'is missing' })) : compileExpression(expression, 'expression')
  if (negative === 'allowed') return read
  const field = expression === undefined ? `data.${value ?? ''}` : 'data'
  return (data) => {
    const decimal = read(data)
    if (decimal.startsWith('-')) fail('meter.value_negative', { field, because: `is ${decimal}`, facts: { value: decimal } })
    return decimal
  }
}

/** Reads an exact decimal, as text or number. */
export function decimalAt(path: DataPath): ValueReader<Decimal> {
  const read = presentReader(path)
  const field = `data.${path}`
  return (data) => readDecimal(read(data), field)
}

/** Reads text of 1 to 256 characters, or an exact number as its decimal: `7` and `"7"` are one. */
export function textReader(path: DataPath): ValueReader<string> {
  const read = presentReader(path)
  const field = `data.${path}`
  return (data) => {
    const stated = read(data)
    try {
      return checkText(typeof stated === 'number' ? decimalOfJson(stated, field) : stated, { field, maxLength: meterLimits.dimensionValueLength })
    } catch (error) {
      if (!isFarthingError(error)) throw error
      return fail('meter.value_invalid', { field, because: `is no text that identifies (${error.rule})`, facts: { code: error.code, ...error.facts } }, error)
    }
  }
}

/** Reads one of some words; each means what the table says. */
export function wordReader<W extends string>(path: DataPath, words: { readonly [meaning in W]: readonly string[] }): ValueReader<W> {
  const meanings = new Map(Object.entries<readonly string[]>(words).flatMap(([meaning, said]) => said.map((word) => [word, meaning as W] as const)))
  const read = textReader(path)
  return (data) => {
    const word = read(data)
    return meanings.get(word) ?? fail('meter.value_invalid', { field: `data.${path}`, because: `is ${JSON.stringify(word)} and none of ${[...meanings.keys()].join(', ')}` })
  }
}

function presentReader(path: DataPath): (data: JsonObject) => Json {
  const read = pathReader(path)
  return (data) => read(data) ?? fail('meter.value_missing', { field: `data.${path}`, because: 'is absent or null' })
}

function readDecimal(stated: Json, field: string): Decimal {
  try {
    return decimalOfJson(stated, field)
  } catch (error) {
    if (!isFarthingError(error)) throw error
    return fail('meter.value_invalid', { field, because: `is no exact decimal (${error.rule})`, facts: { code: error.code, ...error.facts } }, error)
  }
}
