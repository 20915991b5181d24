import type pg from 'pg'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { EventRemoval, Stores } from '@farthing/ports'
import { incoming, scanIds } from '../../test-server/sample-events.js'
import { useTestDatabase } from '../../test-server/use-test-database.js'
import { nextMonth, partitionOf, startOfMonth } from './month.js'
import { migrate } from '../migrations/migrate.js'
import { postgres } from '../postgres.js'
import { maintainPartitions, type PartitionOptions } from './maintain-partitions.js'

const database = useTestDatabase()
const inTenant = <T>(tenant: string, work: (stores: Stores) => Promise<T>, pool: pg.Pool = database.app()) => postgres(pool).transaction(tenant, work)
const eventOf = (id: string, month: string, fields = {}) => incoming(id, { time: `${month}-10T09:00:00.000000Z`, ...fields })
const append = (tenant: string, id: string, month: string, fields = {}) => inTenant(tenant, ({ events }) => events.append([eventOf(id, month, fields)]))
const ids = (tenant: string) => inTenant(tenant, ({ events }) => scanIds(events))

/** One month, that a decision lets go. */
const drop = (month: string, more: Partial<PartitionOptions> = {}, pool: pg.Pool = database.owner()) =>
  maintainPartitions(pool, { from: month, to: month, retention: { keepFrom: nextMonth(month), decidedBy: 'the controller', reason: 'ten years have passed' }, ...more })
const made = (month: string) => maintainPartitions(database.owner(), { from: month, to: month })
const kept = (month: string, ...reasons: readonly { readonly tenant: string; readonly rule: string; readonly bodies: number }[]) => ({
  created: [], dropped: [], kept: [{ month, bodies: reasons.reduce((sum, { bodies }) => sum + bodies, 0), reasons }],
})

async function decide(tenant: string, month: string, about: Partial<EventRemoval> = {}): Promise<void> {
  const cut = await inTenant(tenant, ({ events }) => events.takeCut())
  const removal: EventRemoval = {
    id: `${month} ${JSON.stringify(about)}`, kind: 'release', from: startOfMonth(month), to: startOfMonth(nextMonth(month)), subjects: [], subscriptions: [], keptTypes: [],
    cut, by: 'the controller', at: '2026-01-02T00:00:00.000000Z', reason: 'year closed', ...about,
  }
  await inTenant(tenant, ({ eventBodies }) => eventBodies.decide(removal), database.owner())
}

/** A transaction of the owner that somebody else ends. */
async function opened(...statements: readonly string[]): Promise<{ readonly end: () => Promise<void> }> {
  const client = await database.owner().connect()
  await client.query('BEGIN')
  for (const statement of statements) await client.query(statement)
  return {
    end: async () => {
      await client.query('ROLLBACK')
      client.release()
    },
  }
}

/** Until a session waits for a lock of a month. */
async function waitingOn(month: string): Promise<void> {
  const text = `SELECT FROM pg_locks WHERE relation = to_regclass('farthing.${partitionOf(month)}') AND NOT granted`
  while ((await database.admin().query(text)).rowCount === 0) await new Promise((resolve) => setTimeout(resolve, 5))
}

describe('a month', () => {
  it('stays without a decision of the owner, however old it is and whatever tenants decided', async () => {
    await made('2021-01')
    await append('a', 'a1', '2021-01')
    await decide('a', '2021-01')
    expect(await made('2021-01')).toEqual({ created: [], dropped: [], kept: [] })
    await expect(database.owner().query(`SELECT * FROM farthing.drop_event_month('event_y2021m01', '2021-01-01Z', '2021-02-01Z')`)).rejects.toMatchObject({ code: '42501' })
    expect(await ids('a')).toEqual(['a1'])
  })

  it('goes where each tenant has decided about all of its bodies, and it is told who let it go', async () => {
    await append('b', 'b1', '2021-01')
    expect(await drop('2021-01')).toEqual(kept('2021-01', { tenant: 'b', rule: 'undecided', bodies: 1 }))
    await decide('b', '2021-01')
    expect(await drop('2021-01')).toEqual({ created: [], dropped: ['2021-01'], kept: [] })
    expect([await ids('a'), await ids('b')]).toEqual([[], []])
    expect((await database.owner().query(`SELECT decided_by, reason FROM farthing.event_retention`)).rows).toEqual([{ decided_by: 'the controller', reason: 'ten years have passed' }])
    const { rows } = await database.owner().query(`SELECT step, bodies, recorded_by FROM farthing.event_month WHERE from_at = '2021-01-01Z' ORDER BY recorded_at`)
    expect(rows).toEqual([{ step: 'made', bodies: null, recorded_by: database.ownerRole }, { step: 'dropped', bodies: '2', recorded_by: database.ownerRole }])
  })

  it('keeps identities: what is sent again is still a duplicate', async () => {
    expect(await append('a', 'a1', '2021-01')).toEqual(['duplicate'])
  })

  it('that went is a refusal to whoever asks for a part of it, and not a smaller sum; the months around it are not', async () => {
    await append('a', 'before', '2020-12')
    const scan = (from: string, to: string) => inTenant('a', async ({ events }) => {
      for await (const page of events.scan({ from, to })) return page.length
      return 0
    })
    const refusal = { code: 'storage.events_removed', facts: { keepFrom: '2021-02-01T00:00:00.000000Z' } }
    await expect(scan('2021-01-31T23:59:59.999999Z', '2021-04-01T00:00:00.000000Z')).rejects.toMatchObject(refusal)
    await expect(scan('2020-12-01T00:00:00.000000Z', '2021-01-01T00:00:00.000001Z')).rejects.toMatchObject(refusal)
    expect(await scan('2021-02-01T00:00:00.000000Z', '2021-04-01T00:00:00.000000Z')).toBe(0)
    expect(await scan('2020-12-01T00:00:00.000000Z', '2021-01-01T00:00:00.000000Z')).toBe(1)
  })

  it('is dropped for what is past only', async () => {
    await expect(drop('2998-12')).rejects.toMatchObject({ code: 'storage.partition_invalid', field: 'keepFrom' })
  })
})

describe('bodies that keep their month', () => {
  const month = '2022-01'
  const [first, last] = [startOfMonth(month), startOfMonth(nextMonth(month))]
  const middle = `${month}-10T09:00:00.000000Z`
  const rows: readonly (readonly [name: string, rule: string, about: Partial<EventRemoval>, fields: object])[] = [
    ['a compaction of another subject', 'undecided', { kind: 'compaction', subjects: ['globex'] }, {}],
    ['a compaction of another subscription', 'undecided', { kind: 'compaction', subscriptions: ['s2'] }, { subscription: 's1' }],
    ['a compaction of the subject, until just before', 'undecided', { kind: 'compaction', subjects: ['acme'], to: middle }, {}],
    ['a release from just behind', 'undecided', { from: `${month}-10T09:00:00.000001Z`, to: last }, {}],
    ['an erasure', 'undecided', { kind: 'erasure', subjects: ['acme'] }, {}],
    ['a release that keeps the type', 'kept_type', { keptTypes: ['llm.tokens'] }, {}],
    ['a compaction that keeps the type', 'kept_type', { kind: 'compaction', subjects: ['acme'], keptTypes: ['x', 'llm.tokens'] }, {}],
    ['a cut that nothing is in', 'recorded_later', { cut: 'pg1:1:3:3:' }, {}],
    ['a cut of another storage', 'undecided', { cut: 'memory:7' }, {}],
    ['a release', 'decided', {}, {}],
    ['a release of exactly its microsecond', 'decided', { from: middle, to: `${month}-10T09:00:00.000001Z` }, {}],
    ['a compaction of the subject', 'decided', { kind: 'compaction', subjects: ['globex', 'acme'] }, {}],
    ['a compaction of the subscription', 'decided', { kind: 'compaction', subscriptions: ['s1'] }, { subscription: 's1' }],
    ['a compaction of what was voided', 'decided', { kind: 'compaction', subjects: ['acme'] }, { revision: 1, data: null }],
  ]
  const judged: { tenant: string; rule: string; bodies: number }[] = []
  beforeAll(async () => {
    await made(month)
    for (const [name, , about, fields] of rows) {
      await append(name, 'e1', month, { subject: 'acme', ...fields })
      await decide(name, month, { from: first, to: last, ...about })
    }
    judged.push(...((await drop(month, { dryRun: true })).kept[0]?.reasons ?? []))
  })

  it.each(rows)('have %s: %s', (name, rule) => {
    expect(judged.filter(({ tenant }) => tenant === name)).toEqual(rule === 'decided' ? [] : [{ tenant: name, rule, bodies: 1 }])
  })

  it('came behind the cut, or in a transaction that was open when it was taken', async () => {
    const tenant = 'open'
    const client = await database.app().connect()
    const inClient = postgres({ transaction: client })
    await client.query('BEGIN')
    await inClient.transaction(tenant, ({ events }) => events.append([eventOf('open', month)]))
    await append(tenant, 'seen', month)
    await decide(tenant, month)
    await client.query('COMMIT')
    client.release()
    await append(tenant, 'late', month)
    const { kept: [answer] } = await drop(month, { dryRun: true })
    expect(answer?.reasons).toContainEqual({ tenant, rule: 'recorded_later', bodies: 2 })
    await decide(tenant, month, { id: 'again' })
    expect((await drop(month, { dryRun: true })).kept[0]?.reasons.filter((reason) => reason.tenant === tenant)).toEqual([])
  })

  it('are all of a tenant with a legal hold in force, and none once it is lifted', async () => {
    const tenant = 'sued'
    await append(tenant, 'e1', month)
    await decide(tenant, month)
    const hold = { kind: 'legal_hold', id: 'case 7', revision: 1, account: 'acme', status: 'in_force', createdAt: middle } as const
    const content = { id: 'case 7', account: 'acme', placedAt: middle, placedBy: 'counsel', reason: 'lawsuit' }
    await inTenant(tenant, ({ controls }) => controls.append({ ...hold, content }))
    const reasonsOf = async () => (await drop(month, { dryRun: true })).kept[0]?.reasons.filter((reason) => reason.tenant === tenant)
    expect(await reasonsOf()).toEqual([{ tenant, rule: 'legal_hold', bodies: 1 }])
    await inTenant(tenant, ({ controls }) => controls.append({ ...hold, revision: 2, status: 'lifted', content: { ...content, lifted: { at: middle, by: 'counsel', reason: 'settled' } } }))
    expect(await reasonsOf()).toEqual([])
  })

  it('are counted without a trace by a dry run', async () => {
    const state = async () => (await database.admin().query(`SELECT (SELECT count(*) FROM farthing.event) AS events, (SELECT max(keep_from) FROM farthing.event_retention) AS keep_from,
      (SELECT count(*) FROM farthing.event_month) AS months, (SELECT bool_and(relforcerowsecurity) FROM pg_class WHERE relname = '${partitionOf(month)}') AS forced`)).rows
    const before = await state()
    expect(await drop(month, { from: '2022-06', to: '2022-07', dryRun: true })).toMatchObject({ created: ['2022-06', '2022-07'], dropped: [], kept: [{ month }] })
    expect(await state()).toEqual(before)
    expect((await drop(month)).kept[0]?.month, 'nor by a run').toBe(month)
    expect((await state())[0]).toMatchObject({ forced: true, events: before[0]?.events })
  })
})

describe('at the same time', () => {
  const month = '2023-01'
  beforeEach(async () => {
    await made(month)
  })

  it('an event that is being written is waited for, and keeps the month', async () => {
    await append('race', 'r1', month)
    await decide('race', month)
    const client = await database.app().connect()
    await client.query('BEGIN')
    await postgres({ transaction: client }).transaction('race', ({ events }) => events.append([eventOf('r2', month)]))
    const dropping = drop(month)
    await waitingOn(month)
    await client.query('COMMIT')
    client.release()
    expect((await dropping).kept).toContainEqual({ month, bodies: 1, reasons: [{ tenant: 'race', rule: 'recorded_later', bodies: 1 }] })
  })

  it('an event that waits for the month is not lost: the drop gives up', async () => {
    await decide('race', month, { id: 'with r2' })
    const looked = await opened(`SELECT * FROM farthing.judge_event_month('${partitionOf(month)}', '${startOfMonth(month)}')`)
    const writing = append('race', 'r3', month)
    await waitingOn(month)
    const dropping = drop(month)
    await looked.end()
    const [accepted, outcome] = await Promise.all([writing, dropping.catch((error: unknown) => error)])
    expect(accepted).toEqual(['accepted'])
    expect(outcome).toSatisfy((result) => (result as { code?: string }).code === 'storage.contention' || (result as { kept?: readonly unknown[] }).kept?.length !== 0)
    expect(await ids('race')).toContain('r3')
  })

  it('events of the month that keep coming are there, in the month or behind it, and a dropped one was decided', async () => {
    await decide('race', month, { id: 'with r3' })
    const before = await ids('race')
    const writing = Array.from({ length: 12 }, (_, index) => append('race', `w${index}`, month))
    const runs = Array.from({ length: 3 }, () => drop(month).catch((error: unknown) => expect(error).toMatchObject({ code: 'storage.contention' })))
    expect((await Promise.all(writing)).flat()).toEqual(Array.from({ length: 12 }, () => 'accepted'))
    await Promise.all(runs)
    expect((await ids('race')).filter((id) => !before.includes(id))).toHaveLength(12)
  })
})

describe('the role that drops', () => {
  const month = '2024-01'
  beforeAll(async () => {
    await made(month)
    await append('role', 'e1', month)
  })

  it('is no application, and cannot drop by itself', async () => {
    await expect(drop(month, {}, database.app())).rejects.toMatchObject({ code: '42501' })
    await migrate(database.owner(), { retentionRole: database.appRole })
    await expect(database.app().query(`DROP TABLE farthing.${partitionOf(month)}`)).rejects.toMatchObject({ code: '42501' })
    expect((await drop(month, {}, database.app())).kept.find((each) => each.month === month)?.reasons).toEqual([{ tenant: 'role', rule: 'undecided', bodies: 1 }])
    expect(await ids('role')).toEqual(['e1'])
    await decide('role', month)
    expect((await drop(month, {}, database.app())).dropped).toEqual([month])
    for (const right of ['EXECUTE ON FUNCTION farthing.judge_event_month, farthing.drop_event_month', 'INSERT ON farthing.event_retention']) {
      await database.owner().query(`REVOKE ${right} FROM ${database.appRole}`)
    }
  })

  it.each([
    ['another month', 'event_y2021m02', '2021-03-01Z', '2021-04-01Z', '22023'],
    ['more than a month', 'event_y2021m03', '2021-03-01Z', '2021-04-03Z', '22023'],
    ['a table that is no month', 'event_y1999m01', '1999-01-01Z', '1999-02-01Z', '42P01'],
  ])('cannot name %s', async (_, table, from, to, code) => {
    await expect(database.owner().query('SELECT * FROM farthing.drop_event_month($1, $2, $3)', [table, from, to])).rejects.toMatchObject({ code })
  })
})

describe('without what judges', () => {
  it('an event that nobody decided about would be gone', async () => {
    const month = '2020-05'
    await made(month)
    await append('sabotage', 'e1', month)
    const { rows: [judge] } = await database.admin().query<{ text: string }>(`SELECT pg_get_functiondef('farthing.judge_event_month'::regproc) AS text`)
    await database.owner().query(`CREATE OR REPLACE FUNCTION farthing.judge_event_month(month text, from_at timestamptz) RETURNS TABLE(of_tenant text, rule text, bodies int8)
      LANGUAGE sql AS 'SELECT ''sabotage'', ''decided'', 1::int8'`)
    expect((await drop(month)).dropped).toContain(month)
    expect(await ids('sabotage')).toEqual([])
    await database.owner().query(judge?.text ?? '')
  })
})
