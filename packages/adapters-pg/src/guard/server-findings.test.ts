import { describe, expect, it } from 'vitest'
import { guardBody } from '../migrations/0016-immutability.js'
import { openingBody } from '../migrations/0033-event-bodies.js'
import { dropBody, judgeBody } from '../migrations/0039-event-months.js'
import { latestVersion } from '../migrations/migrations.js'
import type { ServerFacts, TableFacts } from './server-facts.js'
import { serverFindings } from './server-findings.js'
import { refuseUnsafe } from './unsafe-settings.js'

const settings = {
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  default_transaction_read_only: 'off',
  in_recovery: 'false',
  version: '180004',
  encoding: 'UTF8',
  standbys: '',
  role: 'app',
  passes_rls: 'false',
  oldest_seconds: '0',
}
const table: TableFacts = { name: 'event', isPartition: false, isForced: true, isOwned: false, isGuarded: true, lostChecks: [], granted: ['SELECT', 'INSERT'], wanted: ['SELECT', 'INSERT'] }
const guard = { body: guardBody, opening: openingBody, judging: judgeBody + dropBody, isOfTableOwner: false }
const healthy: ServerFacts = { settings, tables: [table], schemaVersion: latestVersion, guard, months: ['2027-01', '2026-12'], lostMonths: [], currentMonth: '2026-12' }

const troubles = (facts: ServerFacts) =>
  serverFindings(facts).filter(({ verdict }) => verdict !== 'ok').map(({ check, verdict }) => `${verdict}: ${check}`)

describe('serverFindings', () => {
  it('finds nothing on a healthy server', () => {
    expect(troubles(healthy)).toEqual([])
  })

  const cases: readonly (readonly [change: Readonly<Record<string, string>>, found: readonly string[]])[] = [
    [{ fsync: 'off' }, ['refused: fsync']],
    [{ full_page_writes: 'off' }, ['refused: full_page_writes']],
    [{ synchronous_commit: 'off' }, ['refused: synchronous_commit']],
    [{ default_transaction_read_only: 'on' }, ['refused: default_transaction_read_only']],
    [{ in_recovery: 'true' }, ['refused: primary']],
    [{ version: '140012' }, ['refused: version']],
    [{ version: '150000' }, []],
    [{ encoding: 'SQL_ASCII' }, ['refused: encoding']],
    [{ standbys: 'one', synchronous_commit: 'local' }, ['warning: synchronous standbys']],
    [{ standbys: 'one', synchronous_commit: 'remote_apply' }, []],
    [{ passes_rls: 'true' }, ['warning: role']],
    [{ oldest_seconds: '299' }, []],
    [{ oldest_seconds: '300' }, ['warning: oldest transaction']],
  ]
  it.each(cases)('with %j: %j', (change, found) => {
    expect(troubles({ ...healthy, settings: { ...settings, ...change } })).toEqual(found)
  })

  const others: readonly (readonly [change: Partial<ServerFacts>, found: readonly string[]])[] = [
    [{ guard: { ...guard, body: 'BEGIN RETURN NULL; END' } }, ['refused: what was recorded']],
    [{ guard: { ...guard, opening: 'BEGIN RETURN true; END' } }, ['refused: what was recorded']],
    [{ guard: undefined }, ['refused: what was recorded']],
    [{ guard: { ...guard, isOfTableOwner: true } }, ['warning: what was recorded']],
    [{ months: [] }, []],
    [{ currentMonth: '2027-01' }, ['warning: event partitions']],
  ]
  it.each(others)('with %j: %j', (change, found) => {
    expect(troubles({ ...healthy, ...change })).toEqual(found)
  })

  const tables: readonly (readonly [change: Partial<TableFacts>, found: readonly string[]])[] = [
    [{ isForced: false }, ['refused: row-level security']],
    [{ isGuarded: false }, ['refused: what was recorded']],
    [{ lostChecks: ['ledger_entry_complete'] }, ['refused: what was recorded']],
    [{ isGuarded: false, wanted: ['SELECT', 'INSERT', 'UPDATE'] }, ['refused: privileges']],
    [{ isOwned: true }, ['warning: role']],
    [{ granted: ['SELECT'] }, ['refused: privileges']],
    [{ granted: ['SELECT', 'INSERT', 'DELETE'] }, ['warning: privileges']],
    [{ isPartition: true, wanted: [] }, ['warning: privileges']],
  ]
  it.each(tables)('with a table %j: %j', (change, found) => {
    expect(troubles({ ...healthy, tables: [{ ...table, ...change }] })).toEqual(found)
  })

  it('finds a judge of months that is another one, and months that are gone without a word', () => {
    expect(troubles({ ...healthy, guard: { ...guard, judging: judgeBody } })).toEqual(['refused: what was recorded'])
    expect(troubles({ ...healthy, lostMonths: ['2024-02'] })).toEqual(['refused: event partitions'])
  })

  it('says what to do about each trouble', () => {
    const findings = serverFindings({ settings: { ...settings, fsync: 'off', version: '1' }, tables: undefined, schemaVersion: undefined, guard: undefined, months: [], lostMonths: [], currentMonth: '2026-12' })
    for (const { verdict, advice } of findings) expect(advice === undefined).toBe(verdict === 'ok')
  })
})

describe('refuseUnsafe', () => {
  it.each(['fsync', 'full_page_writes', 'synchronous_commit'] as const)('refuses %s = off unless that name is accepted', (setting) => {
    const row = { ...settings, [setting]: 'off' }
    expect(() => refuseUnsafe(row, [])).toThrow(setting)
    expect(() => refuseUnsafe(row, [setting])).not.toThrow()
    expect(() => refuseUnsafe(settings, [])).not.toThrow()
  })

  it('refuses a replica whatever is accepted', () => {
    expect(() => refuseUnsafe({ ...settings, in_recovery: 'true' }, ['fsync', 'default_transaction_read_only'])).toThrow('replica')
  })
})
