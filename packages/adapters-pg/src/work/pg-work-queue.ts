import { checkText, fail } from '@farthing/core'
import type { LeasedWork, WorkAside, WorkItem, WorkQueue } from '@farthing/ports'
import type { WaitLimits } from '../connection/answer-within.js'
import { instantSql } from '../connection/instant-sql.js'
import type { PgConnection } from '../connection/pg-connection.js'
import { integerOf, queryRows, textOf, type Row } from '../connection/rows.js'
import { defaultSchema, quoteSchema } from '../connection/schema-name.js'
import { withClient } from '../connection/with-client.js'
import { withFixedPath } from '../connection/with-fixed-path.js'
import { hintChannel, type HintOptions } from '../hints/hint.js'
import { addAndHintSql, addSql, claimSql, completeSql, extendSql, retrySql, reviveSql, setAsideSql } from './work-sql.js'

export interface WorkQueueOptions extends WaitLimits, HintOptions {
  /** Schema that `migrate` made: `farthing` unless given. */
  readonly schema?: string
}

const longestLeaseMs = 3_600_000
const longestDelayMs = 31 * 86_400_000

function checkBetween(value: number, [least, most]: readonly [number, number], field: string): number {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value
  return fail('work.request_invalid', { field, because: `is ${value}, and can be ${least} to ${most}`, facts: { least, most } })
}

function checkItem({ tenant, kind, key }: WorkItem): WorkItem {
  for (const [field, text] of Object.entries({ tenant, kind, key })) checkText(text, { field, maxLength: 256 })
  return { tenant, kind, key }
}

/** The first of each name: one statement can decide about a row once. */
function distinctItems(items: readonly WorkItem[]): readonly WorkItem[] {
  return [...new Map(items.map((item) => [JSON.stringify([item.tenant, item.kind, item.key]), checkItem(item)])).values()]
}

const namesOf = (items: readonly WorkItem[]): readonly unknown[] => [items.map(({ tenant }) => tenant), items.map(({ kind }) => kind), items.map(({ key }) => key)]

/** A lease is the id of the row and its count of attempts; text that is none matches no row. */
function leasesOf(work: readonly LeasedWork[]): readonly unknown[] {
  const parts = work.map(({ lease }) => (/^\d{1,18}\/\d{1,9}$/.test(lease) ? lease.split('/') : ['-1', '-1']))
  return [...namesOf(work), parts.map(([id]) => id), parts.map(([, attempts]) => attempts)]
}

function leasedOf(row: Row): LeasedWork {
  const attempt = integerOf(row, 'attempts')
  return { tenant: textOf(row, 'tenant'), kind: textOf(row, 'kind'), key: textOf(row, 'key'), lease: `${textOf(row, 'id')}/${attempt}`, attempt }
}

function asideOf(row: Row): WorkAside {
  const item = { tenant: textOf(row, 'tenant'), kind: textOf(row, 'kind'), key: textOf(row, 'key') }
  return { ...item, attempts: integerOf(row, 'attempts'), reason: textOf(row, 'reason'), setAsideAt: textOf(row, 'set_aside_at') }
}

/**
 * A queue of work in the schema that `migrate` makes, for any number of workers: claims pass over rows that others are taking, so nobody waits.
 * Inside a transaction of the host, work is added with what it follows from, or not at all.
 *
 * @throws `storage.schema_name_invalid`; per call `work.request_invalid`, and as `postgres` does
 */
export function workQueue(connection: PgConnection, options: WorkQueueOptions = {}): WorkQueue {
  const { schema: name = defaultSchema, hints = false } = options
  const schema = quoteSchema(name)
  const lend = withClient(connection, options)
  const run = (text: string, values: readonly unknown[]): Promise<readonly Row[]> => withFixedPath(lend, (client) => queryRows(client, text, values))
  const heldBy = async (text: string, values: readonly unknown[]): Promise<number> => integerOf((await run(text, values))[0], 'held')

  return {
    add: async (items, { delayMs = 0 } = {}) => {
      const added = distinctItems(items)
      if (added.length === 0) return
      const values = [...namesOf(added), checkBetween(delayMs, [0, longestDelayMs], 'delayMs')]
      // What is due later is nothing to look for now.
      if (hints && delayMs === 0) await run(addAndHintSql(schema), [...values, hintChannel(name)])
      else await run(addSql(schema), values)
    },
    claim: async ({ limit, leaseMs, kinds, maxAttempts = 5 }) => {
      const bounds = [checkBetween(limit, [1, 1_000], 'limit'), checkBetween(leaseMs, [1, longestLeaseMs], 'leaseMs'), checkBetween(maxAttempts, [1, 1_000], 'maxAttempts')]
      return (await run(claimSql(schema), [...bounds, kinds ?? null])).map(leasedOf)
    },
    extend: async (work, leaseMs) => (await heldBy(extendSql(schema), [...leasesOf([work]), checkBetween(leaseMs, [1, longestLeaseMs], 'leaseMs')])) > 0,
    complete: (work) => heldBy(completeSql(schema), leasesOf(work)),
    retry: async (work, { reason, delayMs }) => {
      const after = [checkBetween(delayMs, [0, longestDelayMs], 'delayMs'), checkText(reason, { field: 'reason', maxLength: 4_000 })]
      return (await heldBy(retrySql(schema), [...leasesOf([work]), ...after])) > 0
    },
    setAside: async (work, reason) => (await heldBy(setAsideSql(schema), [...leasesOf([work]), checkText(reason, { field: 'reason', maxLength: 4_000 })])) > 0,
    listAside: async (limit = 100) => {
      const text = `SELECT w.tenant, w.kind, w.key, w.attempts::text AS attempts, w.reason, ${instantSql('w.set_aside_at')} AS set_aside_at
FROM ${schema}.work_item AS w WHERE w.set_aside_at IS NOT NULL ORDER BY w.set_aside_at, w.id LIMIT $1::int8`
      return (await run(text, [checkBetween(limit, [1, 1_000], 'limit')])).map(asideOf)
    },
    revive: async ({ tenant, kind, key }) => (await run(reviveSql(schema), [tenant, kind, key])).length > 0,
  }
}
