import { describe, expect, it } from 'vitest'
import { useTestDatabase } from '../../adapters-pg/test-server/use-test-database.js'
import { incoming } from '../../adapters-pg/test-server/sample-events.js'
import { migrationSql, postgres, type ServerFinding } from '../src/postgres.js'
import { farthing } from './run-in-process.js'

const database = useTestDatabase('empty')
const asOwner = (...args: readonly string[]) => farthing(...args, '--database', database.urls().ownerUrl)
const asApp = (...args: readonly string[]) => farthing(...args, '--database', database.urls().appUrl)

/** As the engine decides it. */
async function release(tenant: string, from: string, to: string): Promise<void> {
  await postgres(database.owner()).transaction(tenant, async ({ events, eventBodies }) => {
    const cut = await events.takeCut()
    await eventBodies.decide({ id: 'r1', kind: 'release', from, to, subjects: [], subscriptions: [], keptTypes: [], cut, by: 'controller', at: to, reason: 'year closed' })
  })
}

describe('farthing migrate and farthing doctor', () => {
  it('bring a database up and find it well, step by step', async () => {
    expect(await asApp('doctor')).toMatchObject({ code: 3, stdout: expect.stringContaining('schema: run migrate') })
    expect((await asOwner('migrate', '--status')).stdout).toContain('1 events: pending')
    const dry = await asOwner('migrate', '--dry-run')
    expect(dry.stdout).toContain('CREATE TABLE "farthing".event_identity')
    expect((await asOwner('migrate', '--status')).stdout, 'a dry run does nothing').toContain('1 events: pending')

    expect((await asOwner('migrate', '--app-role', database.appRole)).stdout).toMatch(/^Applied 1, 2, 3,/)
    expect(await asApp('doctor')).toMatchObject({ code: 0, stdout: expect.stringContaining('what was recorded: run migrate with a guardRole') })
    await database.admin().query(`GRANT ${database.guardRole} TO ${database.ownerRole}`)
    await asOwner('migrate', '--guard-role', database.guardRole)
    await database.admin().query(`REVOKE ${database.guardRole} FROM ${database.ownerRole}`)
    expect((await asOwner('migrate', '--guard-role', database.guardRole)).code, 'once it is given away, nobody has to be a member').toBe(0)
    expect((await asOwner('migrate')).stdout).toBe('Nothing to do: the schema is up to date.\n')
    expect(Math.max(...(await asApp('doctor')).stdout.split('\n').filter((line) => line.startsWith('│')).map(({ length }) => length)), 'the table fits a line').toBeLessThanOrEqual(100)
    expect((await asOwner('migrate', '--dry-run')).stdout).toContain('Nothing to do')
    expect((await asOwner('migrate', '--status')).stdout).toMatch(/^1 events: applied \d{4}-/)
    expect(await asApp('doctor')).toMatchObject({ code: 0, stdout: expect.stringContaining('All is well.') })
  })

  it('leave months of events to farthing partitions', async () => {
    expect((await asOwner('partitions', '--from', '2024-12', '--to', '2025-02')).stdout).toBe('Made 2024-12, 2025-01, 2025-02.\n')
    expect((await asApp('doctor')).stdout).toContain('event partitions: events of the next month')
    expect((await asOwner('partitions', '--keep-from', '2025-01')).stderr).toContain('[storage.partition_invalid]')
    const letGo = ['--keep-from', '2025-01', '--decided-by', 'controller', '--reason', 'over'] as const
    expect((await asOwner('partitions', ...letGo, '--dry-run')).stdout).toMatch(/^Would make \d{4}-.*\nWould let go 2024-12\.\n$/)
    await postgres(database.owner()).transaction('acme', ({ events }) => events.append([incoming('e1', { time: '2024-12-10T09:00:00.000000Z' })]))
    expect((await asOwner('partitions', ...letGo)).stdout).toMatch(/^Made \d{4}-.*\nKept 2024-12, for 1 bodies .*:\n {2}1 of acme: no compaction or release is about them \(undecided\)\n$/)
    expect(JSON.parse((await asOwner('partitions', '--json')).stdout)).toEqual({ created: [], dropped: [], kept: [{ month: '2024-12', bodies: 1, reasons: [{ tenant: 'acme', rule: 'undecided', bodies: 1 }] }] })
    await release('acme', '2024-12-01T00:00:00.000000Z', '2025-01-01T00:00:00.000000Z')
    expect((await asOwner('partitions', '--json')).stdout).toContain('"dropped": [\n    "2024-12"')
    expect((await asOwner('partitions')).stdout).toContain('Nothing to do')
    expect((await asApp('doctor')).stdout).toContain('All is well.')
  })

  it('say as JSON what they found', async () => {
    const { code, stdout } = await asOwner('doctor', '--json')
    expect(code, 'a warning is no refusal').toBe(0)
    expect((JSON.parse(stdout) as readonly ServerFinding[]).filter(({ verdict }) => verdict === 'warning').map(({ check }) => check)).toContain('role')
    expect(JSON.parse((await asOwner('migrate', '--json')).stdout)).toEqual({ applied: [] })
  })

  it('refuse a schema that is newer, and a database that does not answer or is not named', async () => {
    await database.owner().query(`INSERT INTO farthing.schema_migration (version, name, checksum) VALUES (999, 'later', 'x')`)
    expect(await asOwner('migrate')).toMatchObject({ code: 2, stderr: expect.stringContaining('[storage.schema_newer]') })
    expect((await asApp('doctor')).stdout).toContain('schema: update the library')
    expect(await farthing('doctor', '--database', 'postgres://nobody@127.0.0.1:1/none')).toMatchObject({ code: 2, stderr: expect.stringContaining('[storage.unavailable]') })
    expect(await farthing('doctor', '--database', '')).toMatchObject({ code: 2, stderr: expect.stringContaining('--database') })
  })
})

describe('farthing migrate --sql', () => {
  it('needs no database', async () => {
    const { code, stdout } = await farthing('migrate', '--sql', '--schema', 'billing')
    expect(code).toBe(0)
    expect(stdout).toBe(`${migrationSql({ schema: 'billing' })}\n`)
    const later = await farthing('migrate', '--after', '37', '--no-transaction', '--app-role', 'app', '--retention-role', 'keeper')
    expect(later.stdout).toBe(`${migrationSql({ after: 37, transaction: false, appRole: 'app', retentionRole: 'keeper' })}\n`)
    expect(await farthing('migrate', '--after', 'last')).toMatchObject({ code: 2, stderr: expect.stringContaining('[storage.migration_unknown]') })
  })
})
