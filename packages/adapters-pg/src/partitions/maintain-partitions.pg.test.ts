import { beforeAll, describe, expect, it } from 'vitest'
import { incoming, scanIds } from '../../test-server/sample-events.js'
import { useTestDatabase } from '../../test-server/use-test-database.js'
import { postgres } from '../postgres.js'
import { maintainPartitions } from './maintain-partitions.js'

const database = useTestDatabase()
const storage = () => postgres(database.app())
const maintain = (from: string, to: string) => maintainPartitions(database.owner(), { from, to })
const event = (id: string, day: string) => incoming(id, { time: `${day}T09:00:00.000000Z` })
const append = (tenant: string, id: string, day: string) => storage().transaction(tenant, ({ events }) => events.append([event(id, day)]))
const ids = (tenant: string, cut?: string) => storage().transaction(tenant, ({ events }) => scanIds(events, cut))

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
    expect(await maintain('2025-09', '2025-11')).toEqual({ created: ['2025-09', '2025-10', '2025-11'], dropped: [], kept: [] })
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
