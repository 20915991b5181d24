// #region billing
import { createBilling, defineCatalog, flat, graduated, plan, sum, systemClock } from 'farthing'
import { postgres } from 'farthing/postgres'
import pg from 'pg'

const catalog = defineCatalog({
  meters: { tokens: sum({ event: 'llm.tokens', value: 'count', by: ['model'] }) },
  plans: {
    pro: plan({ currency: 'EUR', every: 'month' }, {
      base: flat('49.00'),
      tokens: graduated('tokens', [{ upTo: '1000000', unit: '0' }, { unit: '0.0000025' }]),
    }),
  },
})

export const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL })
export const billing = createBilling({ catalog, storage: postgres(pool), clock: systemClock() })
// #endregion billing
