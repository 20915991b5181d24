import type { PercentagePrice } from '../../models/percentage-price.js'
import { ratePrice } from '../../models/rate-price.js'
import { eventNeed } from './event-need.js'
import { priceProducer, type PriceProducer } from './price-producer.js'
import { figureOf, recordsOfCharge } from './records-of-charge.js'

/**
 * Applies prices of model `percentage`. A mere share of the sum needs no transactions; with a fee, an allowance, a minimum or a maximum each
 * transaction counts, in the order in which it happened.
 *
 * @throws `rating.fact_missing` for a price that needs transactions where none are given, `rating.fact_invalid`
 */
export const percentageProducer: PriceProducer = /* @__PURE__ */ priceProducer({
  name: 'percentage',
  version: 1,
  models: ['percentage'],
  facts: [/* @__PURE__ */ eventNeed('ratedEvents', ['quantity'])],
  needs: (price) => (countsTransactions(price) ? ['ratedEvents'] : []),

  apply({ price, charge, facts, input }) {
    if (!countsTransactions(price)) return ratePrice(price, { ...facts, transactions: [facts.quantity] })
    const records = recordsOfCharge(input.facts, { pack: 'ratedEvents', charge, quantity: facts.quantity, counted: 'quantity' })
    return ratePrice(price, { ...facts, transactions: records.map((record) => figureOf(record, 'quantity')) })
  },
})

function countsTransactions({ fixed, freeTransactions, freeAmount, minimum, maximum }: PercentagePrice): boolean {
  return [fixed, freeTransactions, freeAmount, minimum, maximum].some((option) => option !== undefined)
}
