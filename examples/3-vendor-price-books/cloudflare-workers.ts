import { defineCatalog, flat, graduated, plan, sum } from 'farthing'
import type { VendorBook } from './worked-example.js'

// #region cloudflare
const catalog = defineCatalog({
  meters: {
    requests: sum({ event: 'requests', value: 'quantity' }),
    cpuMs: sum({ event: 'cpu-ms', value: 'quantity' }),
  },
  plans: {
    standard: plan({ currency: 'USD', every: 'month' }, {
      subscription: flat('5.00'),
      // Ten million requests are included, then 0.30 per million.
      requests: graduated('requests', [{ upTo: '10000000', unit: '0' }, { unit: '0.30', per: '1000000' }]),
      cpu: graduated('cpuMs', [{ upTo: '30000000', unit: '0' }, { unit: '0.02', per: '1000000' }]),
    }),
  },
})
// #endregion cloudflare

/** The Standard plan of Workers. */
export const cloudflareWorkers: VendorBook = {
  vendor: 'Cloudflare Workers, Standard',
  page: 'developers.cloudflare.com/workers/platform/pricing',
  month: '2026-03',
  catalog,
  examples: [
    { name: '15 million requests of 7 ms', usage: [{ type: 'requests', quantity: '15000000' }, { type: 'cpu-ms', quantity: '105000000' }], total: '8.00' },
    { name: 'a job every hour, three minutes of CPU each', usage: [{ type: 'requests', quantity: '720' }, { type: 'cpu-ms', quantity: '129600000' }], total: '6.99' },
    { name: '100 million requests of 7 ms', usage: [{ type: 'requests', quantity: '100000000' }, { type: 'cpu-ms', quantity: '700000000' }], total: '45.40' },
  ],
}
