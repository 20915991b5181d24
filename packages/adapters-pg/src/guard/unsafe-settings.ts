import { fail } from '@farthing/core'
import type { Row } from '../connection/rows.js'

/** A setting under which a server loses what it acknowledged, or on which nothing is to be written. */
export type UnsafeSetting = 'fsync' | 'full_page_writes' | 'synchronous_commit' | 'default_transaction_read_only'

export interface SettingRule {
  readonly setting: UnsafeSetting
  /** The value that is refused. */
  readonly refused: string
  readonly consequence: string
  readonly remedy: string
}

export const settingRules: readonly SettingRule[] = [
  {
    setting: 'fsync',
    refused: 'off',
    consequence: 'a crash of the machine destroys the database',
    remedy: 'set fsync = on in postgresql.conf and reload',
  },
  {
    setting: 'full_page_writes',
    refused: 'off',
    consequence: 'a crash can leave half-written pages',
    remedy: 'set full_page_writes = on in postgresql.conf and reload',
  },
  {
    setting: 'synchronous_commit',
    refused: 'off',
    consequence: 'a crash takes back invoices that were acknowledged',
    remedy: 'set synchronous_commit = on; look at postgresql.conf, ALTER DATABASE, ALTER ROLE and the connection string, in this order',
  },
  {
    setting: 'default_transaction_read_only',
    refused: 'on',
    consequence: 'somebody has closed the server for writing',
    remedy: 'wait until it is open again, or connect to the primary',
  },
]

/** Columns of a SELECT that tell what {@link refuseUnsafe} looks at. Costs microseconds, so every transaction asks. */
export const safetyColumns = [
  ...settingRules.map(({ setting }) => `pg_catalog.current_setting('${setting}') AS ${setting}`),
  'pg_catalog.pg_is_in_recovery()::pg_catalog.text AS in_recovery',
].join(', ')

/** @throws `storage.unsafe`: a replica, which may lag behind and on which nothing can be kept. There is no override. */
export function refuseReplica(): never {
  return fail('storage.unsafe', {
    field: 'server',
    because: 'is a replica: decisions need the primary; connect to that one',
    facts: { setting: 'in_recovery', value: 'true' },
  })
}

/**
 * Refuses a server that would not keep what it acknowledges. A setting may hold for one role, database or connection, so it is read in each transaction.
 *
 * @throws `storage.unsafe` naming the setting, unless it is among `accepted`
 */
export function refuseUnsafe(row: Row | undefined, accepted: readonly UnsafeSetting[]): void {
  if (row?.['in_recovery'] === 'true') refuseReplica()
  const broken = settingRules.find(({ setting, refused }) => row?.[setting] === refused && !accepted.includes(setting))
  if (broken === undefined) return
  const { setting, refused, consequence, remedy } = broken
  fail('storage.unsafe', {
    field: setting,
    because: `is ${refused}: ${consequence}; ${remedy}, or pass acceptUnsafe: ['${setting}'] where records may be lost`,
    facts: { setting, value: refused },
  })
}
