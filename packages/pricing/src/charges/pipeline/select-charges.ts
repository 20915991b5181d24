import { at, optional, readList, readRecord, readText, type Read } from '../../models/read-fields.js'
import type { ChargeDraft } from './charge-draft.js'

/** Names charges by what they are; one that fits every list given is selected. */
export interface ChargeSelector {
  readonly components?: readonly string[]
  readonly meters?: readonly string[]
  readonly products?: readonly string[]
  readonly categories?: readonly string[]
  /** Names of price models, such as `graduated`. */
  readonly models?: readonly string[]
}

const maxNames = 10_000

/** Reads a selector in canonical form. @throws `catalog.malformed` */
export function readSelector(value: unknown, field: string): ChargeSelector {
  const fields = readRecord(value, field, ['components', 'meters', 'products', 'categories', 'models'])
  return {
    ...optional(fields, 'components', field, readNames),
    ...optional(fields, 'meters', field, readNames),
    ...optional(fields, 'products', field, readNames),
    ...optional(fields, 'categories', field, readNames),
    ...optional(fields, 'models', field, readNames),
  }
}

const readNames: Read<readonly string[]> = (value, field) =>
  readList(value, field, { min: 1, max: maxNames }).map((name, index) => readText(name, at(field, index)))

/** Whether a charge is one of those that a selector names; without one every charge is. */
export function isSelected({ component, meter, product, category, price }: ChargeDraft, selector: ChargeSelector = {}): boolean {
  const { components, meters, products, categories, models } = selector
  return isAmong(component, components) && isAmong(meter, meters) && isAmong(product, products) && isAmong(category, categories) && isAmong(price?.model, models)
}

function isAmong(name: string | undefined, names: readonly string[] | undefined): boolean {
  return names === undefined || (name !== undefined && names.includes(name))
}
