// #region use
import { billing, pool } from './billing.mjs'

const event = (id, subject, count) => ({ id, source: 'api', type: 'llm.tokens', subject, time: '2025-10-14T09:00:00Z', data: { count, model: 'large' } })
const { counts, quarantined } = await billing.events.ingest([
  event('r1', 'acme', '1400000'),
  event('r1', 'acme', '1400000'), // sent twice, counted once
  event('r2', 'globex', '250000'),
  event('r3', 'globex', 'many'),
])
console.log(`${counts.accepted} accepted, ${counts.duplicate} duplicate`)
for (const { index, meter, failure } of quarantined) console.log(`event ${index} is kept, and ${meter} leaves it out: ${failure.field} ${failure.code}`)

const { total, currency } = await billing.quotes.estimate({ subscription: 'acme', period: '2025-10' })
console.log(`acme owes ${total} ${currency}`)
await pool.end()
// #endregion use
