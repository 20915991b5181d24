import type pg from 'pg'
import { describe, expect, it } from 'vitest'
import { useTestDatabase } from '../../adapters-pg/test-server/use-test-database.js'
import { createBilling, defineCatalog, fixedClock, flat, perUnit, plan, sum, type Storage } from '../src/index.js'
import { postgres } from '../src/postgres.js'

// What work costs in statements, which is what it costs on a server: time would depend on the machine.
const database = useTestDatabase()
const clock = fixedClock('2026-11-02T00:00:00Z')
const catalog = defineCatalog({
  meters: { calls: sum({ event: 'call', value: 'count' }), bytes: sum({ event: 'sent', value: 'count' }) },
  plans: {
    pro: plan({ currency: 'EUR', every: 'month' }, { base: flat('20'), calls: perUnit('calls', '1'), bytes: perUnit('bytes', '0.1') }),
    fine: plan({ currency: 'EUR', every: 'month' }, { base: flat('20'), support: flat('5'), calls: perUnit('calls', '1'), routing: perUnit('calls', '0.2'), bytes: perUnit('bytes', '0.1') }),
  },
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

async function world(tenant: string, accounts: number, plan: 'pro' | 'fine' = 'pro') {
  const { pool, counted } = countingPool(database.app())
  const storage = postgres(pool)
  const billing = createBilling({ catalog, storage, clock, tenant })
  const ids = Array.from({ length: accounts }, (_, index) => `a${index}`)
  for (const id of ids) await billing.subscriptions.start({ key: id, account: id, plan, from: '2026-10-01', zone: 'UTC' })
  const events = (from: number, many: number) =>
    Array.from({ length: many }, (_, place) => from + place).map((index) => ({
      id: `e${index}`, source: 'api', type: Math.floor(index / accounts) % 2 === 0 ? 'call' : 'sent', subject: ids[index % accounts], time: '2026-10-14T09:00:00Z', data: { count: '1' },
    }))
  return { billing, counted, events, storage }
}

/** As it was: a statement for each subject of a batch. */
function askingOneByOne(storage: Storage): Storage {
  return {
    transaction: (tenant, work) =>
      storage.transaction(tenant, (stores) => {
        const find: typeof stores.subscriptions.find = async ({ subjects }) => {
          const found = []
          for (const subject of subjects) found.push(...(await stores.subscriptions.find({ ids: [], subjects: [subject] })))
          return found
        }
        return work({ ...stores, subscriptions: { ...stores.subscriptions, find } })
      }),
  }
}

describe('a batch of events', () => {
  it('costs the same number of statements for any number of accounts and of events before it', async () => {
    const [few, many] = [await world('few', 1), await world('many', 12)]
    // The first batch also asks how the driver sends bytes.
    for (const [{ billing, events }, before] of [[few, 200], [many, 900]] as const) await billing.events.ingest(events(0, before))
    const costs = []
    for (const { billing, counted, events } of [few, many]) costs.push(await counted(() => billing.events.ingest(events(1_000, 600))))
    expect(costs).toEqual([costs[0], costs[0]])
    // BEGIN, the tenant, identities, bodies, subscriptions, their plans, seals, census, COMMIT.
    expect(costs[0]).toBeLessThanOrEqual(9)

    const sabotaged = createBilling({ catalog, storage: askingOneByOne(many.storage), clock, tenant: 'many' })
    expect(await many.counted(() => sabotaged.events.ingest(many.events(2_000, 600)))).toBe((costs[0] ?? 0) + 11)
  })
})

/** What the runs of some months, the later ones over the documents of those before, cost over so many accounts. */
async function runsOf(accounts: number, plan: 'pro' | 'fine', months: readonly string[]): Promise<readonly number[]> {
  const tenant = `${accounts} of ${plan} in ${months.length}`
  const { billing, counted, events, storage } = await world(tenant, accounts, plan)
  await billing.events.ingest(events(0, accounts * 4))
  const later = createBilling({ catalog, storage, clock: fixedClock('2026-12-02T00:00:00Z'), tenant })
  const costs: number[] = []
  for (const month of months) {
    costs.push(await counted(async () => {
      await later.runs.start({ key: month, period: month, mode: 'commit' })
      for await (const { run } of later.runs.follow(month, { concurrency: 1 })) if (run.status === 'ended') break
    }))
  }
  return costs
}

describe('a month end', () => {
  const months = ['2026-10', '2026-11']

  it('costs each account a bounded number of statements, however many accounts there are', async () => {
    const [one, two, three] = [await runsOf(1, 'pro', months), await runsOf(2, 'pro', months), await runsOf(3, 'pro', months)]
    const more = (month: number): readonly number[] => [(two[month] ?? 0) - (one[month] ?? 0), (three[month] ?? 0) - (two[month] ?? 0)]
    // In November the late events of October are looked for too.
    for (const [month, most] of [39, 62].entries()) {
      expect(more(month)).toEqual([more(month)[0], more(month)[0]])
      expect(more(month)[0]).toBeLessThanOrEqual(most)
    }
  })

  it('costs no more statements for more components over the same meters', async () => {
    const costOf = async (plan: 'pro' | 'fine') => runsOf(1, plan, ['2026-10'])
    expect(await costOf('pro')).toEqual(await costOf('fine'))
  })
})
