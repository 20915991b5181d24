import type { EventQuery } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { incoming, scanIds } from '../../test-server/sample-events.js'
import { useTestDatabase } from '../../test-server/use-test-database.js'
import { withoutGuard } from '../../test-server/without-guard.js'
import { postgres } from '../postgres.js'

const database = useTestDatabase()
const storage = () => postgres(database.app())
const append = (id: string) => storage().transaction('acme', ({ events }) => events.append([incoming(id)]))
const takeCut = () => storage().transaction('acme', ({ events }) => events.takeCut())
const show = (cut?: string) => storage().transaction('acme', ({ events }) => scanIds(events, cut))

/** What a scan with these conditions finds, of October. */
const find = (query: Partial<EventQuery>) =>
  storage().transaction('acme', async ({ events }) => {
    const found: string[] = []
    for await (const page of events.scan({ from: '2026-10-01T00:00:00.000000Z', to: '2026-11-01T00:00:00.000000Z', ...query })) found.push(...page.map(({ event }) => `${event.id}.${event.revision}`))
    return found.sort()
  })

/** What a restored dump looks like from inside: the tables say where they were written, and that is not here. */
async function restore(line: string): Promise<void> {
  await database.owner().query(`UPDATE farthing.restore_epoch SET server_line = $1 WHERE epoch = (SELECT max(epoch) FROM farthing.restore_epoch)`, [line])
}

/** On a restored server transaction ids may begin far below those that the data was written with. */
async function writeWithLowId(id: string): Promise<void> {
  await append(id)
  const { identity } = incoming(id)
  await withoutGuard(database.admin(), async () => {
    for (const table of ['event_identity', 'event']) {
      await database.admin().query(`UPDATE farthing.${table} SET written_by = '3' WHERE identity = decode($1, 'hex')`, [identity])
    }
  })
}

const epochs = async (): Promise<readonly number[]> => {
  const { rows } = await database.owner().query<{ epoch: number }>('SELECT epoch FROM farthing.restore_epoch ORDER BY epoch')
  return rows.map(({ epoch }) => epoch)
}

describe('after a restore', () => {
  it('cuts from before show what they showed, and what is written now is late to them', async () => {
    await append('before')
    const before = await takeCut()
    await append('between')
    await restore('another cluster/00000001')

    await writeWithLowId('restored')
    expect(await epochs()).toEqual([1, 2])
    expect(await show(before)).toEqual(['before'])

    const after = await takeCut()
    await append('last')
    expect(await show(after)).toEqual(['before', 'between', 'restored'])
    expect(await show()).toEqual(['before', 'between', 'last', 'restored'])

    await storage().transaction('acme', ({ events }) => events.append([incoming('before', { revision: 1, data: { count: '2' } })]))
    expect(await find({ recordedAfter: before })).toEqual(['before.1', 'between.0', 'last.0', 'restored.0'])
    expect(await find({ recordedAfter: after })).toEqual(['before.1', 'last.0'])
    expect(await find({ cut: before, replacedIn: await takeCut() })).toEqual(['before.0'])
    expect(await find({ cut: before, replacedIn: after })).toEqual([])
  })

  it('goes past ten epochs in the order of numbers', async () => {
    const from = await epochs()
    for (let line = from.length; line < 12; line += 1) {
      await restore(`cluster ${line}/00000001`)
      await append(`of cluster ${line}`)
    }
    expect(await epochs()).toEqual(Array.from({ length: 12 }, (_, index) => index + 1))
    expect(await takeCut()).toMatch(/^pg1:12:/)
  })

  it('starts one epoch, however many transactions find out at once', async () => {
    const from = await epochs()
    await restore('yet another cluster/00000001')
    await Promise.all(Array.from({ length: 10 }, (_, index) => append(`at once ${index}`)))
    expect(await epochs()).toEqual([...from, from.length + 1])
  })

  it('would lose events without an epoch: by its id alone the new one is in the old cut', async () => {
    const cut = await takeCut()
    const [, , xmin, xmax] = cut.split(':')
    const { rows } = await database.admin().query<{ visible: boolean }>('SELECT pg_visible_in_snapshot($1::xid8, $2::pg_snapshot) AS visible', ['3', `${xmin}:${xmax}:`])
    expect(rows).toEqual([{ visible: true }])
  })
})
