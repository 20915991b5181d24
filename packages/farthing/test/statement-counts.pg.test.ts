import type pg from 'pg'
import { describe, expect, it } from 'vitest'
import { useTestDatabase } from '../../adapters-pg/test-server/use-test-database.js'
import { createBilling, defineCatalog, fixedClock, flat, perUnit, plan, sum } from '../src/index.js'
import { postgres } from '../src/postgres.js'

// What work costs in statements, which is what it costs on a server: time would depend on the machine.
const database = useTestDatabase()
const clock = fixedClock('2026-11-02T00:00:00Z')
const catalog = defineCatalog({
  meters: { calls: sum({ event: 'call', value: 'count' }), bytes: sum({ event: 'sent', value: 'count' }) },
  plans: { pro: plan({ currency: 'EUR', every: 'month' }, { base: flat('20'), calls: perUnit('calls', '1'), bytes: perUnit('bytes', '0.1') }) },
})

/** A pool that counts what is sent through it. */
function countingPool(pool: pg.Pool) {
  const sent: string[] = []
  const connect = async () => {
    const client = await pool.connect()
    const query = (...args: readonly unknown[]) => {
      sent.push(typeof args[0] === 'string' ? args[0] : (args[0] as { readonly text: string }).text)
      return Reflect.apply(client.query, client, args) as unknown
    }
    return new Proxy(client, { get: (target, name) => (name === 'query' ? query : bound(target, name)) })
  }
  const counted = async (work: () => Promise<unknown>): Promise<number> => {
    const before = sent.length
    await work()
    return sent.length - before
  }
  return { pool: { connect }, counted }
}

function bound(target: pg.PoolClient, name: string | symbol): unknown {
  const member: unknown = Reflect.get(target, name)
  return typeof member === 'function' ? (member.bind(target) as unknown) : member
}

async function world(tenant: string, accounts: number) {
  const { pool, counted } = countingPool(database.app())
  const billing = createBilling({ catalog, storage: postgres(pool), clock, tenant })
  const ids = Array.from({ length: accounts }, (_, index) => `a${index}`)
  for (const id of ids) await billing.subscriptions.start({ key: id, account: id, plan: 'pro', from: '2026-10-01', zone: 'UTC' })
  const events = (from: number, many: number) =>
    Array.from({ length: many }, (_, index) => ({
      id: `e${from + index}`, source: 'api', type: (from + index) % 2 === 0 ? 'call' : 'sent', subject: ids[(from + index) % accounts], time: '2026-10-14T09:00:00Z', data: { count: '1' },
    }))
  return { billing, counted, events }
}

describe('a batch of events', () => {
  it('costs the same number of statements for any number of accounts and of events before it', async () => {
    const [few, many] = [await world('few', 1), await world('many', 30)]
    // The first batch also asks how the driver sends bytes.
    for (const [{ billing, events }, before] of [[few, 200], [many, 900]] as const) await billing.events.ingest(events(0, before))
    const costs = []
    for (const { billing, counted, events } of [few, many]) costs.push(await counted(() => billing.events.ingest(events(1_000, 600))))
    expect(costs).toEqual([costs[0], costs[0]])
    // BEGIN, the tenant, subscriptions, their plans, seals, identities, bodies, census, COMMIT.
    expect(costs[0]).toBeLessThanOrEqual(9)
  })
})

describe('a month end', () => {
  it('costs each account a bounded number of statements, however many accounts and components there are', async () => {
    const runOf = async (accounts: number): Promise<number> => {
      const { billing, counted, events } = await world(`month of ${accounts}`, accounts)
      await billing.events.ingest(events(0, accounts * 4))
      return counted(async () => {
        await billing.runs.start({ key: 'october', period: '2026-10', mode: 'commit' })
        for await (const { run } of billing.runs.follow('october', { concurrency: 1 })) if (run.status === 'ended') break
      })
    }
    const [two, four, six] = [await runOf(2), await runOf(4), await runOf(6)]
    expect(six - four).toBe(four - two)
    expect((four - two) / 2).toBeLessThanOrEqual(40)
  })
})
