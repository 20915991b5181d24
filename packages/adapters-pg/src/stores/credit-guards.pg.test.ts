import { describe, expect, it } from 'vitest'
import { useTestDatabase } from '../../test-server/use-test-database.js'

// What the tables refuse, whoever writes to them: these statements go past the adapter, as the application's role.
const database = useTestDatabase()

async function transaction(...statements: readonly string[]): Promise<void> {
  const client = await database.app().connect()
  try {
    await client.query('BEGIN')
    await client.query("SELECT set_config('farthing.tenant', 'acme', true)")
    for (const statement of statements) await client.query(statement)
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  } finally {
    client.release()
  }
}

const grant = (id: string) => `INSERT INTO farthing.credit_grant (tenant, id, account, created_at, body) VALUES ('acme', '${id}', 'a', now(), '{}')`
const movement = (id: string, sequence: number, [granted, consumed, expired, voided, remaining]: readonly string[] = ['100', '0', '0', '0', '100']) =>
  `INSERT INTO farthing.credit_movement (tenant, grant_id, sequence, account, granted, consumed, expired, voided, remaining, body)
   VALUES ('acme', '${id}', ${sequence}, 'a', '${granted}', '${consumed}', '${expired}', '${voided}', '${remaining}', '{}')`

describe('the tables of credit', () => {
  it('take a journal without gaps', async () => {
    await transaction(grant('good'), movement('good', 0), movement('good', 1, ['100', '30', '20.5', '0', '49.5']))
  })

  it.each<readonly [what: string, sequence: number, figures: readonly string[] | undefined, code: string]>([
    ['below zero', 0, ['100', '130', '0', '0', '-30'], '23514'],
    ['that do not add up', 0, ['100', '30', '0', '0', '71'], '23514'],
    ['that are no numbers', 0, ['NaN', '0', '0', '0', 'NaN'], '23514'],
    ['without an end', 0, ['Infinity', '0', '0', '0', 'Infinity'], '23514'],
    ['behind a gap', 1, undefined, '23503'],
  ])('refuse figures %s', async (_, sequence, figures, code) => {
    await expect(transaction(grant('bad'), movement('bad', sequence, figures))).rejects.toMatchObject({ code })
  })

  it('refuse a second movement in one place, and one of no grant', async () => {
    await expect(transaction(grant('twice'), movement('twice', 0), movement('twice', 0))).rejects.toMatchObject({ code: '23505' })
    await expect(transaction(movement('nobody', 0))).rejects.toMatchObject({ code: '23503' })
  })

  it('refuse to be rewritten', async () => {
    for (const statement of ['UPDATE farthing.credit_movement SET remaining = 1', 'DELETE FROM farthing.credit_movement', 'TRUNCATE farthing.credit_grant CASCADE']) {
      await expect(transaction(statement)).rejects.toMatchObject({ code: '42501' })
    }
  })
})
