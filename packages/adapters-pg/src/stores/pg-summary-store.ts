import type { Page, PageRequest, SummaryFilter, SummaryStore, UsageSummary } from '@farthing/ports'
import type { Row } from '../connection/rows.js'
import type { Session } from '../connection/session.js'
import { ofAccounts, type Bind } from './list-conditions.js'
import { listPage } from './list-page.js'
import { findRecord, recordOf } from './record-rows.js'

const table = 'usage_summary'

async function put(session: Session, summary: UsageSummary): Promise<void> {
  const { subscription, account, from, to } = summary
  await session.query(
    `INSERT INTO ${session.schema}.${table} (tenant, subscription, account, period_from, period_to, body)
VALUES ($1::text, $2::text, $3::text, $4::timestamptz, $5::timestamptz, $6::json)
ON CONFLICT (tenant, subscription, period_from, period_to) DO UPDATE SET account = excluded.account, body = excluded.body`,
    [session.tenant, subscription, account, from, to, JSON.stringify(summary)],
  )
}

function list(session: Session, { subscription, within, ...whose }: SummaryFilter, page: PageRequest | undefined): Promise<Page<UsageSummary>> {
  const query = {
    select: 'r.body::text AS body',
    table,
    order: [{ name: 'period_from', type: 'timestamptz' }, { name: 'subscription', type: 'text' }, { name: 'period_to', type: 'timestamptz' }],
    where: (bind: Bind) => [
      ...ofAccounts(bind, whose),
      ...(subscription === undefined ? [] : [`r.subscription = ${bind(subscription)}::text`]),
      ...(within === undefined ? [] : [`r.period_from < ${bind(within.to)}::timestamptz`, `r.period_to > ${bind(within.from)}::timestamptz`]),
    ],
    read: (row: Row) => recordOf(row) as UsageSummary,
  } as const
  return listPage(session, query, page)
}

export function pgSummaryStore(session: Session): SummaryStore {
  return {
    put: (summary) => session.step(() => put(session, summary)),
    get: (subscription, { from, to }) =>
      session.step(() =>
        findRecord<UsageSummary>(session, table, [['subscription', subscription], ['period_from', from, 'timestamptz'], ['period_to', to, 'timestamptz']]),
      ),
    list: (filter, page) => session.step(() => list(session, filter, page)),
  }
}
