import { defineCatalog, flat, packaged, plan, sum } from 'farthing'
import type { VendorBook } from './worked-example.js'

// #region durable-objects
const catalog = defineCatalog({
  meters: {
    requests: sum({ event: 'requests', value: 'quantity' }),
    gigabyteSeconds: sum({ event: 'gb-s', value: 'quantity' }),
  },
  plans: {
    standard: plan({ currency: 'USD', every: 'month' }, {
      subscription: flat('5.00'),
      // What exceeds the included units is rounded up to whole millions.
      requests: packaged('requests', { size: '1000000', amount: '0.15' }, { free: '1000000' }),
      duration: packaged('gigabyteSeconds', { size: '1000000', amount: '12.50' }, { free: '400000' }),
    }),
  },
})
// #endregion durable-objects

/** Durable Objects, with the examples of its price page. */
export const cloudflareDurableObjects: VendorBook = {
  vendor: 'Cloudflare Durable Objects',
  page: 'developers.cloudflare.com/durable-objects/platform/pricing',
  month: '2026-03',
  catalog,
  examples: [
    { name: '1.5 million requests, 128,000 GB-s', usage: [{ type: 'requests', quantity: '1500000' }, { type: 'gb-s', quantity: '128000' }], total: '5.15' },
    { name: '3.75 million requests, 11 million GB-s', usage: [{ type: 'requests', quantity: '3750000' }, { type: 'gb-s', quantity: '11059200' }], total: '142.95' },
    { name: '12.96 million requests, 33 million GB-s', usage: [{ type: 'requests', quantity: '12960100' }, { type: 'gb-s', quantity: '33177600' }], total: '419.30' },
    { name: '21.61 million requests, 552,960 GB-s', usage: [{ type: 'requests', quantity: '21610000' }, { type: 'gb-s', quantity: '552960' }], total: '20.65' },
  ],
}
