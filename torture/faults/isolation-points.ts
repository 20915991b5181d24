import type { PgClient, PgResult } from '@farthing/adapters-pg'
import pg from 'pg'
import type { Point } from '../point.js'
import type { Target } from '../target.js'
import { billingOn, type Workflow } from '../workflows.js'

const levels = ['READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE'] as const
type Level = (typeof levels)[number]

const raised = ['40001', '40P01', '55P03'] as const

/** What comes in place of a statement of ours. */
type InPlaceOf = (place: number, text: string, client: PgClient) => Promise<PgResult> | undefined

/** A transaction that the host opens and ends, with the command in it. What the command ends in, the host rolls back. */
async function inHostTransaction({ url, storageOf }: Target, { run }: Workflow, level: Level, inPlaceOf: InPlaceOf = () => undefined): Promise<unknown> {
  const host = new pg.Client({ connectionString: url })
  host.on('error', () => undefined)
  await host.connect()
  let place = 0
  const transaction: PgClient = { query: (text, values) => inPlaceOf(place++, text, host) ?? host.query(text, values) }
  try {
    await host.query(`BEGIN ISOLATION LEVEL ${level}`)
    const result = await run(billingOn(storageOf({ transaction })))
    await host.query('COMMIT')
    return result
  } catch (error) {
    await host.query('ROLLBACK')
    throw error
  } finally {
    await host.end()
  }
}

const raiseAt = (wanted: number, state: string): InPlaceOf => (place, _, client) =>
  place === wanted ? client.query(`DO $$ BEGIN RAISE EXCEPTION 'tortured' USING ERRCODE = '${state}'; END $$`) : undefined

/** In a transaction of the host's at each level: undisturbed, and with an error of the server at each statement, after which the host starts again. */
export async function isolationPoints(target: Target, workflow: Workflow): Promise<readonly Point[]> {
  const texts: string[] = []
  await inHostTransaction(target, workflow, 'READ COMMITTED', (_, text) => {
    texts.push(text)
    return undefined
  })
  return levels.flatMap((level, turn) => {
    const at = (name: string, inPlaceOf: InPlaceOf | undefined): Point => ({
      workflow,
      kind: 'isolation',
      name: `${workflow.name} isolation ${level} ${name}`,
      isOneTransaction: true,
      attempt: () => inHostTransaction(target, workflow, level, inPlaceOf),
      repeat: () => inHostTransaction(target, workflow, level),
    })
    // Each state at every third statement of each level, and so at all of them over the three.
    const disturbed = texts.flatMap((text, place) => {
      // To set a savepoint or to go back to one touches nothing that another transaction could be preferred in.
      if (text.startsWith('SAVEPOINT') || text.startsWith('ROLLBACK')) return []
      const state = raised[(place + turn) % raised.length] ?? raised[0]
      return at(`${state} at ${place}`, raiseAt(place, state))
    })
    return [{ ...at('undisturbed', undefined), succeeds: true }, ...disturbed]
  })
}
