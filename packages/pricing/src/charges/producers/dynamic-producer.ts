import { addAll, fail } from '@farthing/core'
import { ratePrice } from '../../models/rate-price.js'
import { eventNeed } from './event-need.js'
import { priceProducer, type PriceProducer } from './price-producer.js'
import { figureOf, recordsOfCharge } from './records-of-charge.js'

/**
 * Applies prices of model `dynamic` to the sum of the amounts that the events carry.
 *
 * @throws `rating.fact_missing` without events, and for an event without an amount; `rating.fact_invalid`
 */
export const dynamicProducer: PriceProducer = /* @__PURE__ */ priceProducer({
  name: 'dynamic',
  version: 1,
  models: ['dynamic'],
  facts: [/* @__PURE__ */ eventNeed('ratedEvents', ['quantity', 'amount'])],
  needs: () => ['ratedEvents'],

  apply({ price, charge, facts, input }) {
    const records = recordsOfCharge(input.facts, { pack: 'ratedEvents', charge, quantity: facts.quantity, counted: 'quantity' })
    const amounts = records.map((record) => (record.amount === undefined ? refuseAmountless(record.source, record.id) : figureOf(record, 'amount')))
    return ratePrice(price, { ...facts, amount: addAll(amounts) })
  },
})

function refuseAmountless(source: unknown, id: unknown): never {
  return fail('rating.fact_missing', { field: 'facts.ratedEvents.amount', because: `is missing for the event ${String(id)} of ${String(source)}`, facts: { source: String(source), id: String(id) } })
}
