import { defineCatalog, graduated, perUnit, plan, sum, timeWeighted } from 'farthing'
import type { VendorBook } from './worked-example.js'

// #region s3
const catalog = defineCatalog({
  meters: {
    // Bytes are a level: what is stored holds until the next report. A month is billed by its average, in gigabytes of 2^30.
    storage: timeWeighted({ event: 'stored-bytes', value: 'quantity', reports: 'level', per: 'period', factor: '1/1073741824' }),
    puts: sum({ event: 'puts', value: 'quantity' }),
    gets: sum({ event: 'gets', value: 'quantity' }),
    transferOut: sum({ event: 'transfer-out-gb', value: 'quantity' }),
  },
  plans: {
    standard: plan({ currency: 'USD', every: 'month' }, {
      storage: graduated('storage', [{ upTo: '51200', unit: '0.023' }, { upTo: '512000', unit: '0.022' }, { unit: '0.021' }]),
      puts: perUnit('puts', '0.005', { per: '1000' }),
      gets: perUnit('gets', '0.004', { per: '10000' }),
      transfer: graduated('transferOut', [
        { upTo: '1', unit: '0' },
        { upTo: '10240', unit: '0.09' },
        { upTo: '51200', unit: '0.085' },
        { upTo: '153600', unit: '0.07' },
        { unit: '0.05' },
      ]),
    }),
  },
})
// #endregion s3

/** S3 Standard in us-east-1, with the examples of the FAQ. */
export const amazonS3: VendorBook = {
  vendor: 'Amazon S3 Standard, us-east-1 (2022)',
  page: 'aws.amazon.com/s3/faqs, "How much does Amazon S3 cost?"',
  month: '2026-03',
  catalog,
  examples: [
    {
      name: '100 GB for half of March, then 100 TB',
      usage: [{ type: 'stored-bytes', quantity: '107374182400' }, { type: 'stored-bytes', quantity: '109951162777600', time: '2026-03-16T00:00:00Z' }],
      total: '1215.00',
    },
    { name: '310,000 puts and 620,000 gets', usage: [{ type: 'puts', quantity: '310000' }, { type: 'gets', quantity: '620000' }], total: '1.80' },
    { name: '62 TB transferred out', usage: [{ type: 'transfer-out-gb', quantity: '63488' }], total: '5263.27' },
  ],
}
