import type { Migration } from './migration.js'

/** With the rights and the tenant of who asks: a view of the owner's rights would show every tenant to everybody. */
const view = (name: string): string => `CREATE VIEW {schema}.${name} WITH (security_invoker = true) AS`

/** What people read with SQL. */
export const views: Migration = {
  version: 27,
  name: 'views',
  statements: [
    `${view('invoices')}
SELECT i.tenant, i.id, i.series, i.number, i.account, i.side, i.document_group, i.sequence, i.period_from, i.period_to, i.issued_at,
  (i.body->>'dueDate')::date AS due_date, i.currency,
  (i.body->'totals'->>'net')::numeric AS net, (i.body->'totals'->>'tax')::numeric AS tax, (i.body->'totals'->>'gross')::numeric AS gross,
  stand.payable, s.body->>'to' AS status, stand.settled,
  GREATEST(0, stand.payable - stand.settled) AS open, (s.body->>'at')::timestamptz AS status_at
FROM {schema}.invoice AS i
LEFT JOIN LATERAL (
  SELECT d.body FROM {schema}.document_status AS d WHERE d.tenant = i.tenant AND d.document = i.id ORDER BY d.revision DESC LIMIT 1
) AS s ON true
CROSS JOIN LATERAL (
  SELECT COALESCE(s.body->>'payable', i.body->'totals'->>'payable')::numeric AS payable, COALESCE(s.body->>'settled', '0')::numeric AS settled
) AS stand`,
    `COMMENT ON VIEW {schema}.invoices IS 'Issued invoices and where each stands. Amounts in major units of the currency.'`,

    `${view('balances')}
SELECT e.tenant, e.role, e.account, e.routing, e.currency, pg_catalog.sum(e.amount_minor) AS balance_minor, pg_catalog.count(*) AS entries
FROM {schema}.ledger_entry AS e GROUP BY e.tenant, e.role, e.account, e.routing, e.currency`,
    `COMMENT ON VIEW {schema}.balances IS 'What each account of the book holds: the sum of its entries, positive for a debit, in integer minor units.'`,

    `${view('usage_summaries')}
SELECT u.tenant, u.account, u.subscription, u.body->>'plan' AS plan, u.period_from, u.period_to, used.value->>'meter' AS meter, (used.value->'dimensions')::text AS dimensions,
  used.value->>'quantity' AS quantity, (u.body->'knownAt'->>'at')::timestamptz AS known_at
FROM {schema}.usage_summary AS u CROSS JOIN LATERAL pg_catalog.json_array_elements(u.body->'usage') AS used(value)`,
    `COMMENT ON VIEW {schema}.usage_summaries IS 'Usage of periods as it stood when it was summed up, a row for each meter and dimensions. A quantity may be a fraction, as 70/31. Never billed from.'`,

    // The keys of positions are readable: outbox ["consumer","account"].
    `${view('outbox_position')}
SELECT o.tenant, key.names->>0 AS consumer, key.names->>1 AS account, key.position
FROM {schema}.source_offset AS o
CROSS JOIN LATERAL (
  SELECT CASE WHEN shape.fits THEN pg_catalog.substr(o.source, 8)::json END AS names, CASE WHEN shape.fits THEN o.position::int8 END AS position
  FROM (SELECT o.source ~ '^outbox \\["([^"\\\\]|\\\\.)*","([^"\\\\]|\\\\.)*"\\]$' AND o.position ~ '^[0-9]{1,18}$' AS fits) AS shape
) AS key
WHERE key.names IS NOT NULL`,
    `COMMENT ON VIEW {schema}.outbox_position IS 'Up to which message of each account a consumer of the outbox has taken.'`,

    `${view('outbox_lag')}
SELECT a.tenant, c.consumer, a.account, COALESCE(p.position, 0) AS delivered, a.last_sequence, a.last_sequence - COALESCE(p.position, 0) AS behind,
  CASE WHEN a.last_sequence > COALESCE(p.position, 0) THEN (
    SELECT (m.body->>'at')::timestamptz FROM {schema}.outbox_message AS m
    WHERE m.tenant = a.tenant AND m.account = a.account AND m.sequence = COALESCE(p.position, 0) + 1
  ) END AS waiting_since
FROM {schema}.outbox_account AS a
JOIN (SELECT DISTINCT k.tenant, k.consumer FROM {schema}.outbox_position AS k) AS c ON c.tenant = a.tenant
LEFT JOIN {schema}.outbox_position AS p ON p.tenant = a.tenant AND p.consumer = c.consumer AND p.account = a.account`,
    `COMMENT ON VIEW {schema}.outbox_lag IS 'How far each consumer of the outbox is behind, by account, and since when its next message waits. A consumer is here once it has taken a message.'`,
  ],
}
