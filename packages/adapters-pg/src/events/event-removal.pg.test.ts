import type pg from 'pg'
import { describe, expect, it } from 'vitest'
import type { EventRemoval, IncomingEvent, Stores } from '@farthing/ports'
import { incoming, scanIds } from '../../test-server/sample-events.js'
import { useTestDatabase } from '../../test-server/use-test-database.js'
import { migrate } from '../migrations/migrate.js'
import { maintainPartitions } from '../partitions/maintain-partitions.js'
import { postgres } from '../postgres.js'

const database = useTestDatabase()
const inTenant = <T>(pool: pg.Pool, work: (stores: Stores) => Promise<T>, tenant = 'acme') => postgres(pool).transaction(tenant, work)
const time = '2026-10-14T09:00:00.000000Z'

/** Keeps events, and decides that they may go. */
async function decided(id: string, events: readonly IncomingEvent[], kind: EventRemoval['kind'] = 'compaction'): Promise<EventRemoval> {
  await inTenant(database.app(), (stores) => stores.events.append(events))
  const cut = await inTenant(database.app(), ({ events: store }) => store.takeCut())
  const subjects = [...new Set(events.map(({ event }) => event.subject))]
  const removal: EventRemoval = { id, kind, from: '2026-10-01T00:00:00.000000Z', to: '2026-11-01T00:00:00.000000Z', subjects, subscriptions: [], keptTypes: [], cut, by: 'the controller', at: time, reason: 'ten years' }
  await inTenant(database.owner(), ({ eventBodies }) => eventBodies.decide(removal))
  return removal
}

const versions = (events: readonly IncomingEvent[]) => events.map(({ identity, event: { revision } }) => ({ identity, revision }))

/** Statements of one transaction, which is always rolled back. */
async function attempt(pool: pg.Pool, ...statements: readonly string[]): Promise<number | null> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    await client.query("SELECT set_config('farthing.tenant', 'acme', true)")
    let count: number | null = null
    for (const statement of statements) count = (await client.query(statement)).rowCount
    return count
  } finally {
    await client.query('ROLLBACK')
    client.release()
  }
}

describe('letting bodies go', () => {
  it('is not for the application, and for a role that migrate is told of', async () => {
    const events = [incoming('r1', { subject: 'role', time })]
    const removal = await decided('role', events)
    const asApp = (work: (stores: Stores) => Promise<unknown>) => inTenant(database.app(), work)
    await expect(asApp(({ eventBodies }) => eventBodies.decide({ ...removal, id: 'other' }))).rejects.toMatchObject({ code: 'storage.not_permitted' })
    await expect(asApp(({ eventBodies }) => eventBodies.remove('role', versions(events)))).rejects.toMatchObject({ code: 'storage.not_permitted' })
    await expect(asApp(({ eventBodies }) => eventBodies.reduce('role', []))).rejects.toMatchObject({ code: 'storage.not_permitted' })
    expect(await asApp(({ eventBodies }) => eventBodies.decision('role'))).toEqual(removal)
    const quoted = `"${database.appRole}"`
    await migrate(database.owner(), { retentionRole: database.appRole })
    expect(await asApp(({ eventBodies }) => eventBodies.remove('role', versions(events)))).toBe(1)
    await database.owner().query(`REVOKE EXECUTE ON FUNCTION farthing.remove_event_bodies(text, bytea[], int4[]) FROM ${quoted}`)
    await expect(asApp(({ eventBodies }) => eventBodies.remove('role', versions(events)))).rejects.toMatchObject({ code: 'storage.not_permitted' })
  })

  it('leaves the guard closed behind it, and closed to who names no decision', async () => {
    const events = [incoming('g1', { subject: 'guard', time }), incoming('g2', { subject: 'guard', time })]
    await decided('guard', events)
    await inTenant(database.owner(), ({ eventBodies }) => eventBodies.remove('guard', versions(events.slice(0, 1))))
    const refusal = { code: '42501', message: expect.stringContaining('what was recorded stays') as string }
    const call = `SELECT farthing.remove_event_bodies('guard', '{}', '{}')`
    for (const statement of ['DELETE FROM farthing.event', 'DELETE FROM farthing.event_default', 'UPDATE farthing.event_identity SET removed_by = NULL']) {
      await expect(attempt(database.owner(), statement), statement).rejects.toMatchObject(refusal)
      await expect(attempt(database.owner(), call, statement), statement).rejects.toMatchObject(refusal)
      await expect(attempt(database.owner(), `SELECT set_config('farthing.removal', 'rumour', true)`, statement), statement).rejects.toMatchObject(refusal)
    }
    await expect(attempt(database.owner(), `UPDATE farthing.event_removal SET subjects = '{}'`)).rejects.toMatchObject(refusal)
  })

  it('without the guard anything could go', async () => {
    await decided('sabotage', [incoming('s1', { subject: 'sabotage', time })])
    const open = `CREATE OR REPLACE FUNCTION farthing.bodies_may_change() RETURNS boolean LANGUAGE sql AS 'SELECT true'`
    await expect(attempt(database.owner(), open)).rejects.toMatchObject({ code: '42501' })
    expect(await attempt(database.admin(), open, `DELETE FROM farthing.event WHERE tenant = 'acme' AND subject = 'sabotage'`)).toBe(1)
  })

  it('works in a month of its own as in the default partition', async () => {
    const events = [incoming('p1', { subject: 'month', time }), incoming('p2', { subject: 'month', time: '2026-10-15T09:00:00.000000Z' })]
    await decided('month', events)
    await inTenant(database.owner(), ({ eventBodies }) => eventBodies.remove('month', versions(events.slice(0, 1))))
    await maintainPartitions(database.owner(), { from: '2026-10', to: '2026-10' })
    expect(await inTenant(database.owner(), ({ eventBodies }) => eventBodies.remove('month', versions(events)))).toBe(1)
    await expect(database.owner().query('DELETE FROM farthing.event_y2026m10')).rejects.toThrow('what was recorded stays')
    const october = { from: '2026-10-01T00:00:00.000000Z', to: '2026-11-01T00:00:00.000000Z', subjects: ['month'] }
    await expect(inTenant(database.app(), ({ events: store }) => store.scan(october)[Symbol.asyncIterator]().next())).rejects.toMatchObject({ code: 'storage.events_removed' })
    expect(await inTenant(database.app(), ({ events: store }) => store.append(events))).toEqual(['duplicate', 'duplicate'])
  })

  it('of other tenants nothing is found', async () => {
    const events = [incoming('t1', { subject: 'tenant', time })]
    await decided('tenant', events)
    await inTenant(database.app(), ({ events: store }) => store.append(events), 'globex')
    await expect(inTenant(database.owner(), ({ eventBodies }) => eventBodies.remove('tenant', versions(events)), 'globex')).rejects.toMatchObject({ code: 'storage.removal_unknown' })
    expect(await inTenant(database.app(), ({ events: store }) => scanIds(store), 'globex')).toEqual(['t1'])
  })

  it('takes a body once when two remove it at the same time', async () => {
    const events = Array.from({ length: 20 }, (_, index) => incoming(`c${index}`, { subject: 'contest', time }))
    await decided('contest', events)
    const counts = await Promise.all([1, 2, 3].map(() => inTenant(database.owner(), ({ eventBodies }) => eventBodies.remove('contest', versions(events)))))
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(20)
  })
})
