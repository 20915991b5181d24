import type { Component } from '../../catalog/component.js'
import type { Plan } from '../../catalog/plan.js'
import type { Price } from '../../models/price.js'
import { table, type Row } from './table.js'

/** What a card says beside the price. */
export type CardTerms = Pick<Plan, 'currency' | 'every'>

/**
 * A component as a rate card of text: its options line by line, its tiers, steps or rows as a table, under the names that a plan gives them.
 * Whatever a price holds is shown, so a card needs no knowledge of its model.
 */
export function rateCard(key: string, component: Component, { currency, every }: CardTerms): string {
  const { price, meter, ...options } = component
  const period = every.count === 1 ? every.unit : `${every.count} ${every.unit}s`
  const of = meter === undefined ? '' : ` of ${meter}`
  const fields: readonly (readonly [string, unknown])[] = [...Object.entries(priceFields(price)), ...Object.entries(options)]
  const lists = fields.flatMap(([name, value]) => (isRecords(value) ? [table(value.map((entry, index) => ({ [singular(name)]: `${index + 1}`, ...flattened(entry) })))] : []))
  const scalars = fields.filter(([, value]) => !isRecords(value)).flatMap(([name, value]) => Object.entries(flattened({ [name]: value })))
  const lines = scalars.length === 0 ? [] : [table(scalars.map(([name, value]): Row => ({ '': name, ' ': value })))]
  return [`${key}: ${price.model}${of}, in ${currency} per ${period}`, ...lists, ...lines].join('\n')
}

function priceFields({ model: _, ...fields }: Price): object {
  return fields
}

function isRecords(value: unknown): value is readonly object[] {
  return Array.isArray(value) && value.some((entry) => typeof entry === 'object')
}

/** One cell for each value inside, called by its path: `when.region`. */
function flattened(record: object, path = ''): Row {
  return Object.fromEntries(
    Object.entries(record).flatMap(([name, value]: [string, unknown]) => {
      const place = `${path}${name}`
      return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(flattened(value, `${place}.`)) : [[place, String(value)]]
    }),
  )
}

function singular(name: string): string {
  return name.replace(/s$/, '')
}
