// #region month-end
import { writeFile } from 'node:fs/promises'
import { explain } from 'farthing'
import { billing, pool } from './billing.mjs'

await billing.runs.start({ key: '2025-10', period: '2025-10', mode: 'commit' })
const { documents, totals, held } = await billing.runs.complete('2025-10')
console.log(`${documents.issued} invoices, ${held.length} accounts held, ${totals.map(({ gross, currency }) => `${gross} ${currency}`).join()}`)

const { items } = await billing.invoices.list({ account: 'acme' })
for (const invoice of items) {
  console.log(explain(invoice))
  await writeFile('invoice.json', JSON.stringify(await billing.invoices.bundle(invoice.id)))
}
await pool.end()
// #endregion month-end
