import type { Subscription } from '@farthing/pricing'
import type { Page, PageRequest, SubscriptionFilter, SubscriptionsMeant, SubscriptionStore } from '@farthing/ports'
import type { Row } from '../connection/rows.js'
import type { Session } from '../connection/session.js'
import { ofAccounts, type Bind } from './list-conditions.js'
import { listPage } from './list-page.js'
import { findRecord, recordOf, replaceRecord } from './record-rows.js'

/**
 * The row first: its lock makes concurrent replacements wait for each other. The subjects follow in statements of their own,
 * which see what the one before has committed; in one statement with the first they would leave its subjects standing.
 */
async function put(session: Session, subscription: Subscription): Promise<void> {
  const { id, account, subjects = [account] } = subscription
  const table = `${session.schema}.subscription_subject`
  await replaceRecord(session, 'subscription', [['id', id], ['account', account]], subscription)
  await session.query(`DELETE FROM ${table} WHERE tenant = $1::text AND subscription = $2::text`, [session.tenant, id])
  await session.query(
    `INSERT INTO ${table} (tenant, subject, subscription) SELECT DISTINCT $1::text, subject, $2::text FROM unnest($3::text[]) AS named(subject)`,
    [session.tenant, id, subjects],
  )
}

function list(session: Session, { subject, reseller, plan, ...whose }: SubscriptionFilter, page: PageRequest | undefined): Promise<Page<Subscription>> {
  const where = (bind: Bind): readonly string[] => [
    ...ofAccounts(bind, whose),
    ...(plan === undefined ? [] : [`r.body ->> 'plan' = ${bind(plan)}::text`]),
    ...(reseller === undefined ? [] : [`r.reseller = ${bind(reseller)}::text`]),
    ...(subject === undefined
      ? []
      : [
          `EXISTS (SELECT FROM ${session.schema}.subscription_subject AS s
            WHERE s.tenant = r.tenant AND s.subscription = r.id AND s.subject = ${bind(subject)}::text)`,
        ]),
  ]
  const read = (row: Row): Subscription => recordOf(row) as Subscription
  return listPage(session, { select: 'r.body::text AS body', table: 'subscription', order: [{ name: 'id', type: 'text' }], where, read }, page)
}

/** Each by its key: a join would be planned by what the server thinks of the tables, and read all of them where that is little. */
async function find({ query, schema, tenant }: Session, { ids, subjects }: SubscriptionsMeant): Promise<readonly Subscription[]> {
  if (ids.length + subjects.length === 0) return []
  const rows = await query(
    `SELECT kept.body FROM (
  SELECT id FROM unnest($2::text[]) AS named(id)
  UNION
  SELECT billing.subscription FROM unnest($3::text[]) AS named(subject)
  CROSS JOIN LATERAL (SELECT s.subscription FROM ${schema}.subscription_subject AS s WHERE s.tenant = $1::text AND s.subject = named.subject OFFSET 0) AS billing
) AS meant(id)
CROSS JOIN LATERAL (SELECT r.id, r.body::text AS body FROM ${schema}.subscription AS r WHERE r.tenant = $1::text AND r.id = meant.id OFFSET 0) AS kept
ORDER BY kept.id`,
    [tenant, ids, subjects],
  )
  return rows.map((row) => recordOf(row) as Subscription)
}

export function pgSubscriptionStore(session: Session): SubscriptionStore {
  return {
    put: (subscription) => session.step(() => put(session, subscription)),
    get: (id) => session.step(() => findRecord<Subscription>(session, 'subscription', [['id', id]])),
    load: (id) => session.step(() => findRecord<Subscription>(session, 'subscription', [['id', id]], 'FOR UPDATE')),
    find: (meant) => session.step(() => find(session, meant)),
    list: (filter, page) => session.step(() => list(session, filter, page)),
  }
}
