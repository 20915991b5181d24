import { PGlite } from '@electric-sql/pglite'
import { count, createBilling, defineCatalog, fixedClock, flat, perUnit, plan } from 'farthing'
import { migrate, postgres } from 'farthing/postgres'

// PostgreSQL in this process, so that the example needs no server. A pool of `pg` is used in the same way.
const database = await PGlite.create()
await migrate({ client: database })
await database.query('CREATE TABLE customer (id text PRIMARY KEY, name text NOT NULL)')

const catalog = defineCatalog({
  meters: { calls: count({ event: 'api.call' }) },
  plans: { pro: plan({ currency: 'EUR', every: 'month' }, { base: flat('49.00'), calls: perUnit('calls', '0.01') }) },
})
const clock = fixedClock('2026-11-02T00:00:00Z')
// It keeps nothing on a disk, which is refused unless told otherwise. Leave `acceptUnsafe` out on a server of yours.
const acceptUnsafe = ['fsync'] as const

// #region sign-up
type Transaction = Parameters<Parameters<typeof database.transaction>[0]>[0]

/** The customer of ours, and the subscription of Farthing, in one transaction: both or neither. */
async function signUp(id: string, afterwards: () => void): Promise<void> {
  await database.transaction(async (transaction: Transaction) => {
    const billing = createBilling({ catalog, storage: postgres({ transaction }, { acceptUnsafe }), clock })
    await transaction.query('INSERT INTO customer VALUES ($1, $2)', [id, `${id} Ltd.`])
    await billing.subscriptions.start({ key: `sign-up/${id}`, account: id, plan: 'pro', from: '2026-10-01', zone: 'UTC' })
    await billing.events.ingestOrThrow([{ id: `${id}-1`, source: 'app', type: 'api.call', subject: id, time: '2026-10-14T09:00:00Z', data: {} }])
    await billing.invoices.issue({ key: `${id}/2026-10`, account: id, period: '2026-10' })
    afterwards()
  })
}
// #endregion sign-up

async function whatIsThere(): Promise<string> {
  const billing = createBilling({ catalog, storage: postgres({ client: database }, { acceptUnsafe }), clock })
  const { rows } = await database.query('SELECT id FROM customer')
  const [accounts, invoices, booked] = [await billing.accounts.list(), await billing.invoices.list(), await billing.ledger.list()]
  const { received } = await billing.events.census()
  return `${rows.length} customers, ${accounts.items.length} accounts, ${received} events, ${booked.items.length} ledger transactions, invoices: ${invoices.items.map(({ number }) => number).join(', ') || 'none'}`
}

// #region roll-back
const declined = new Error('the card is declined')
try {
  await signUp('acme', () => {
    throw declined
  })
} catch (error) {
  if (error !== declined) throw error
}
console.log(`rolled back: ${await whatIsThere()}`)

await signUp('acme', () => undefined)
console.log(`committed:   ${await whatIsThere()}`)
// #endregion roll-back

await database.close()
