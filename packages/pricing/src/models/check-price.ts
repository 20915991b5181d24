import type { Price } from './price.js'
import { priceModelNames, priceModels } from './price-models.js'
import { at, oneOf, readObject } from './read-fields.js'

/**
 * Reads a price of any model from a plain record and returns it in canonical form: decimals shortest (`"49.00"` gives `"49"`), absent options absent.
 * A price that passes can rate every quantity that its model admits.
 *
 * @throws `catalog.malformed` for a missing, unknown or mistyped field, `decimal.malformed` and `decimal.too_long` for a number,
 * and the codes of the model's own rules, such as `price.tiers_not_increasing`.
 */
export function checkPrice(value: unknown, field: string): Price {
  const fields = readObject(value, field)
  const model = oneOf(priceModelNames)(fields.model, at(field, 'model'))
  return priceModels[model].check(fields, field)
}
