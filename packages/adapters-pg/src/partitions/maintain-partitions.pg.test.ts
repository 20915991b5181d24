import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { incoming, scanIds } from '../../test-server/sample-events.js'
import { useTestDatabase } from '../../test-server/use-test-database.js'
import { postgres } from '../postgres.js'
import { maintainPartitions, type RetentionDecision } from './maintain-partitions.js'

const database = useTestDatabase()
const storage = () => postgres(database.app())
const maintain = (from: string, to: string, retention?: RetentionDecision) =>
  maintainPartitions(database.owner(), { from, to, ...(retention !== undefined && { retention }) })
const event = (id: string, day: string) => incoming(id, { time: `${day}T09:00:00.000000Z` })
const append = (tenant: string, id: string, day: string) => storage().transaction(tenant, ({ events }) => events.append([event(id, day)]))
const ids = (tenant: string, cut?: string) => storage().transaction(tenant, ({ events }) => scanIds(events, cut))
const decided = (keepFrom: string): RetentionDecision => ({ keepFrom, decidedBy: 'the controller', reason: 'ten years have passed' })

/** Where each event lies. */
async function places(): Promise<Readonly<Record<string, string>>> {
  const { rows } = await database.admin().query<{ id: string; place: string }>('SELECT id, tableoid::regclass::text AS place FROM farthing.event ORDER BY id')
  return Object.fromEntries(rows.map(({ id, place }) => [id, place.replace('farthing.', '')]))
}

describe('months of events', () => {
  let cut = ''
  beforeAll(async () => {
    await append('acme', 'august', '2025-08-31')
    await append('acme', 'september', '2025-09-01')
    await append('globex', 'september too', '2025-09-30')
    cut = await storage().transaction('acme', ({ events }) => events.takeCut())
  })

  it('get partitions of their own, and what lies elsewhere moves there, of every tenant', async () => {
    expect(await maintain('2025-09', '2025-11')).toEqual({ created: ['2025-09', '2025-10', '2025-11'], dropped: [] })
    await append('acme', 'october', '2025-10-14')
    expect(await places()).toEqual({ august: 'event_default', september: 'event_y2025m09', 'september too': 'event_y2025m09', october: 'event_y2025m10' })
    expect(await ids('globex')).toEqual(['september too'])
  })

  it('are found and cut as before', async () => {
    expect(await ids('acme', cut)).toEqual(['august', 'september'])
    expect(await ids('acme')).toEqual(['august', 'october', 'september'])
    expect(await append('acme', 'september', '2025-09-01')).toEqual(['duplicate'])
  })

  it('are made once, also when eight run at once', async () => {
    const runs = await Promise.all(Array.from({ length: 8 }, () => maintain('2025-11', '2026-01')))
    expect(runs.flatMap(({ created }) => created).sort()).toEqual(['2025-12', '2026-01'])
  })

  it('are guarded as the whole table is', async () => {
    for (const statement of ['UPDATE farthing.event_y2025m09 SET id = id', 'DELETE FROM farthing.event_y2025m09', 'TRUNCATE farthing.event_y2025m09']) {
      await expect(database.owner().query(statement)).rejects.toThrow('what was recorded stays')
    }
    expect((await database.owner().query('SELECT FROM farthing.event_y2025m09')).rowCount).toBe(0)
    await expect(database.app().query('SELECT FROM farthing.event_y2025m09')).rejects.toMatchObject({ code: '42501' })
  })

  it('leave the guards of the default partition as they were', async () => {
    await expect(database.owner().query('DELETE FROM farthing.event_default')).rejects.toThrow('what was recorded stays')
    expect((await database.owner().query('SELECT FROM farthing.event_default')).rowCount).toBe(0)
  })

  it('take events while they are made', async () => {
    const writing = Array.from({ length: 30 }, (_, index) => append('busy', `b${index}`, `2026-0${2 + (index % 3)}-10`))
    await Promise.all([...writing, maintain('2026-02', '2026-04')])
    expect(await ids('busy')).toHaveLength(30)
    expect(await storage().transaction('busy', ({ events }) => events.append([event('b0', '2026-02-10')]))).toEqual(['duplicate'])
  })
})

describe('letting go', () => {
  const existing = async () => Object.values(await places())
  beforeEach(async () => {
    await maintain('2024-01', '2024-03')
  })

  it('needs a decision: without one nothing is dropped, however old it is', async () => {
    await append('old', 'january', '2024-01-10')
    expect(await maintain('2024-01', '2024-03')).toEqual({ created: [], dropped: [] })
    expect(await existing()).toContain('event_y2024m01')
  })

  it('drops whole months before the one that stays, and tells who decided', async () => {
    await append('old', 'february', '2024-02-10')
    expect(await maintain('2024-02', '2024-03', decided('2024-02'))).toEqual({ created: [], dropped: ['2024-01'] })
    expect(await ids('old')).toEqual(['february'])
    const { rows } = await database.owner().query(`SELECT decided_by, reason FROM farthing.event_retention`)
    expect(rows).toEqual([{ decided_by: 'the controller', reason: 'ten years have passed' }])
  })

  it('keeps identities: what is sent again is still a duplicate', async () => {
    expect(await append('old', 'january', '2024-01-10')).toEqual(['duplicate'])
  })

  it('makes a range that was dropped a refusal, and not a smaller sum', async () => {
    const scan = (from: string) =>
      storage().transaction('old', async ({ events }) => {
        for await (const page of events.scan({ from, to: '2024-04-01T00:00:00.000000Z' })) return page.length
        return 0
      })
    await expect(scan('2024-01-31T23:59:59.999999Z')).rejects.toMatchObject({ code: 'storage.events_removed', facts: { keepFrom: '2024-02-01T00:00:00.000000Z' } })
    expect(await scan('2024-02-01T00:00:00.000000Z')).toBe(1)
  })

  it('is for what is past', async () => {
    await expect(maintain('2024-02', '2024-03', decided('2999-01'))).rejects.toMatchObject({ code: 'storage.partition_invalid', field: 'keepFrom' })
  })

  it('is not for the application', async () => {
    const insert = `INSERT INTO farthing.event_retention (keep_from, decided_by, reason) VALUES ('2025-01-01', 'x', 'x')`
    await expect(database.app().query(insert)).rejects.toMatchObject({ code: '42501' })
    await expect(maintainPartitions(database.app(), { from: '2027-01', to: '2027-01' })).rejects.toMatchObject({ code: '42501' })
  })
})

describe('months that are none', () => {
  it.each([
    ['from', '2026-13', '2026-12'],
    ['from', '2026-1', '2026-12'],
    ['to', '2026-01', '9999-12'],
    ['to', '2026-02', '2026-01'],
    ['to', '2000-01', '2020-01'],
  ])('are refused in %s: %s to %s', async (field, from, to) => {
    await expect(maintain(from, to)).rejects.toMatchObject({ code: 'storage.partition_invalid', field })
  })
})
