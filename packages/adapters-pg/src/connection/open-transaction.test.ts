import { describe, expect, it } from 'vitest'
import { settingRules } from '../guard/unsafe-settings.js'
import { enterInOne } from '../migrations/0040-enter-in-one.js'
import { latestVersion } from '../migrations/migrations.js'
import { withLiterals } from './literals.js'
import type { PgClient, PgResult } from './pg-connection.js'
import { tenantTransactions } from './tenant-transactions.js'

const settings = { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on', default_transaction_read_only: 'off', in_recovery: 'false' }
const stateError = (code: string) => Object.assign(new Error(code), { code })

/** A server that says what it is asked to say, on a driver of one of three kinds. What is sent is recorded by the first word of each statement. */
function server(options: { readonly driver?: 'several' | 'one' | 'shows the last' } = {}) {
  const { driver = 'several' } = options
  const said = { version: latestVersion, epoch: 1, line: 'here', here: 'here', settings: { ...settings } }
  const [sent, statements]: readonly [string[], string[]] = [[], []]
  const known = (): string => JSON.stringify(said)
  const run = (statement: string): PgResult => {
    statements.push(statement)
    if (statement.includes('raise 0A000')) throw stateError('0A000')
    if (!statement.includes('enter_tenant')) return { rows: statement.startsWith('SELECT $1') || statement.startsWith('SELECT pg_catalog.convert') ? [{ answer: 'yes' }] : [] }
    if (statement.includes('enter_tenant_again') && !statement.includes(Buffer.from(known()).toString('hex'))) throw stateError('FA002')
    return { rows: [{ known: known() }] }
  }
  const query: PgClient['query'] = async (text) => {
    const parts = text.split('; ')
    sent.push(parts.map((part) => (part.includes('enter_tenant_again') ? 'again' : part.includes('enter_tenant') ? 'enter' : part.split(' ')[0])).join('; '))
    if (parts.length > 1 && driver === 'one') throw stateError('42601')
    const results = parts.map(run)
    const last = results.at(-1) ?? { rows: [] }
    // As `pg` does it: a result for one statement, and an array for several, which its types do not say.
    return results.length > 1 && driver === 'several' ? Object.assign(results, { rows: [] }) : last
  }
  const transactions = tenantTransactions({ client: { query } }, { schema: '"farthing"', acceptUnsafe: [] })
  const ask = (text = 'SELECT $1::text AS answer', values: readonly unknown[] = ['x']) => transactions('acme', (session) => session.step(() => session.query(text, values)))
  const sentBy = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
    sent.length = 0
    await work()
    return [...sent]
  }
  return { said, statements, transactions, ask, sentBy }
}

describe('a transaction of a tenant', () => {
  it('begins in one round trip, and from the second on with its first statement', async () => {
    const { ask, sentBy } = server()
    expect(await sentBy(ask)).toEqual(['BEGIN; enter', 'SELECT', 'COMMIT'])
    expect(await sentBy(ask)).toEqual(['BEGIN; again; SELECT', 'COMMIT'])
    expect(await ask()).toEqual([{ answer: 'yes' }])
  })

  it('sends its later statements one by one', async () => {
    const { ask, sentBy, transactions } = server()
    await ask()
    const two = () => transactions('acme', (session) => session.step(async () => [await session.query('SELECT $1::text', ['a']), await session.query('SELECT $1::text', ['b'])]))
    expect(await sentBy(two)).toEqual(['BEGIN; again; SELECT', 'SELECT', 'COMMIT'])
  })

  it.each<readonly [string, readonly unknown[]]>([['values that are not text', [Buffer.from('x')]], ['arrays', [['x']]], ['more than fits', ['x'.repeat(9_000)]]])('sends a statement with %s apart', async (_, values) => {
    const { ask, sentBy } = server()
    await ask()
    expect(await sentBy(() => ask('SELECT $1::text AS answer', values))).toEqual(['BEGIN; enter', 'SELECT', 'COMMIT'])
  })

  it.each(['one', 'shows the last'] as const)('sends one statement at a time on a driver that takes or shows one (%s), from then on', async (driver) => {
    const { ask, sentBy } = server({ driver })
    expect(await sentBy(ask)).toEqual(['BEGIN; enter', 'BEGIN', 'enter', 'SELECT', 'COMMIT'])
    expect(await sentBy(ask)).toEqual(['BEGIN', 'enter', 'SELECT', 'COMMIT'])
  })

  it('looks at the server when it asks for nothing, and sends nothing when it fails before it asks', async () => {
    const { said, sentBy, transactions } = server()
    expect(await sentBy(() => transactions('acme', () => Promise.resolve()))).toEqual(['BEGIN; enter', 'COMMIT'])
    expect(await sentBy(() => transactions('acme', () => Promise.reject(new Error('of the work'))).catch(() => undefined))).toEqual([])
    said.settings.fsync = 'off'
    await expect(transactions('acme', () => Promise.resolve())).rejects.toMatchObject({ code: 'storage.unsafe' })
  })
})

describe('a server that has changed since the transaction before', () => {
  it('is asked anew, and the statement runs once', async () => {
    const { ask, said, sentBy, statements } = server()
    await ask()
    said.settings.synchronous_commit = 'remote_apply'
    statements.length = 0
    expect(await sentBy(ask)).toEqual(['BEGIN; again; SELECT', 'ROLLBACK', 'BEGIN; enter', 'SELECT', 'COMMIT'])
    expect(statements.filter((text) => text.includes('answer'))).toHaveLength(1)
    expect(await sentBy(ask)).toEqual(['BEGIN; again; SELECT', 'COMMIT'])
  })

  it.each<readonly [string, string, (said: ReturnType<typeof server>['said']) => void]>([
    ['has become unsafe', 'storage.unsafe', (said) => (said.settings.synchronous_commit = 'off')],
    ['has a newer schema', 'storage.schema_newer', (said) => (said.version += 1)],
    ['is on another epoch, which what was asked may name', 'storage.contention', (said) => (said.epoch += 1)],
  ])('refuses all of it when it %s', async (_, code, change) => {
    const { ask, said, statements } = server()
    await ask()
    change(said)
    statements.length = 0
    await expect(ask()).rejects.toMatchObject({ code })
    expect(statements.filter((text) => text.includes('answer'))).toEqual([])
    expect(statements.at(-1)).toBe('ROLLBACK')
  })

  it('works again once it has been seen', async () => {
    const { ask, said } = server()
    await ask()
    said.epoch += 1
    await expect(ask()).rejects.toMatchObject({ code: 'storage.contention' })
    expect(await ask()).toEqual([{ answer: 'yes' }])
  })

  it('is not mistaken for a replica by what a statement refuses', async () => {
    const { ask, sentBy } = server()
    await ask()
    const refused = () => ask('SELECT raise 0A000', []).catch((error: unknown) => expect(error).toMatchObject({ code: '0A000' }))
    expect(await sentBy(refused)).toEqual(['BEGIN; again; SELECT', 'ROLLBACK', 'BEGIN; enter', 'SELECT', 'ROLLBACK'])
  })
})

describe('what the server says when it is entered', () => {
  it('has every setting that the guard looks at', () => {
    for (const { setting } of settingRules) expect(enterInOne.statements[0]).toContain(`'${setting}', current_setting('${setting}')`)
  })
})

describe('withLiterals', () => {
  it('puts each value in its place, whatever the order, and a null as a null', () => {
    expect(withLiterals('SELECT $2::int4, $1::text, $10', ['a', 7, null, null, null, null, null, null, null, null])).toBe(
      `SELECT pg_catalog.convert_from(pg_catalog.decode('37', 'hex'), 'UTF8')::int4, pg_catalog.convert_from(pg_catalog.decode('61', 'hex'), 'UTF8')::text, NULL`,
    )
  })

  it('leaves what looks like a placeholder in a value alone', () => {
    expect(withLiterals('SELECT $1::text', ["$1'; DROP"])).not.toMatch(/\$1|DROP/)
  })
})
