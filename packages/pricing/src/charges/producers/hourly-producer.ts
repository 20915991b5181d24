import type { TimeEntry } from '../../models/price-facts.js'
import { ratePrice } from '../../models/rate-price.js'
import { eventNeed } from './event-need.js'
import { priceProducer, type PriceProducer } from './price-producer.js'
import { figureOf, recordsOfCharge, textOf } from './records-of-charge.js'

/**
 * Applies prices of model `hourly`: each time entry by itself, because its minimum and its increment are its own. The meter sums minutes.
 *
 * @throws `rating.fact_missing` without time entries, `rating.fact_invalid`
 */
export const hourlyProducer: PriceProducer = /* @__PURE__ */ priceProducer({
  name: 'hourly',
  version: 1,
  models: ['hourly'],
  facts: [/* @__PURE__ */ eventNeed('timeEntries', ['minutes', 'userType'])],
  needs: () => ['timeEntries'],

  apply({ price, charge, facts, input }) {
    const records = recordsOfCharge(input.facts, { pack: 'timeEntries', charge, quantity: facts.quantity, counted: 'minutes' })
    const entries = records.map((record): TimeEntry => ({ minutes: figureOf(record, 'minutes'), ...(record.userType === undefined ? {} : { userType: textOf(record, 'userType') }) }))
    return ratePrice(price, { ...facts, entries })
  },
})
