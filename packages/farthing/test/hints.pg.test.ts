import pg from 'pg'
import { createBilling, defineCatalog, fixedClock, flat, plan, type TopicEntry } from 'farthing'
import { listenForHints, postgres } from 'farthing/postgres'
import { expect, it } from 'vitest'
import { useTestDatabase } from '../../adapters-pg/test-server/use-test-database.js'

const database = useTestDatabase()
const catalog = defineCatalog({ meters: {}, plans: { flat: plan({ currency: 'EUR', every: 'month' }, { base: flat('20') }) } })

it('messages are delivered when a hint says that there are some', async () => {
  const billing = createBilling({ catalog, storage: postgres(database.app(), { hints: true }), clock: fixedClock('2026-11-02T00:00:00Z') })
  await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'flat', from: '2026-10-01' })
  const taken: string[] = []
  const shutdown = new AbortController()
  const receive = ({ topic }: TopicEntry): Promise<void> => {
    if (taken.push(topic) === 3) shutdown.abort()
    return Promise.resolve()
  }
  const connectionString = database.urls().appUrl
  const issued = billing.invoices.issue({ key: 'acme/2026-10', account: 'acme', period: '2026-10' })
  // #region usage
  const hints = listenForHints({ client: () => new pg.Client({ connectionString }) })
  while (!shutdown.signal.aborted) {
    await billing.outbox.deliver({ consumer: 'crm', receive })
    await hints.next('outbox', { withinMs: 30_000, signal: shutdown.signal })
  }
  await hints.end()
  // #endregion usage
  await issued
  expect(taken).toEqual(['window.sealed', 'invoice.created', 'invoice.issued'])
})
