import { checkText } from '@farthing/core'

/**
 * What the application may do with each table. What was recorded it can neither change nor remove, so that not even a defect of ours
 * rewrites it; the exceptions are accounts, subscriptions and summaries, which are replaced, and what counts: series, receipts, offsets, watermarks, billing runs, jobs, the state of deliveries, pending reservations and the turns of accounts and features.
 */
export const privileges: readonly (readonly [table: string, privileges: string])[] = [
  ['schema_migration', 'SELECT'],
  ['restore_epoch', 'SELECT, INSERT'],
  ['event_identity', 'SELECT, INSERT'],
  ['event', 'SELECT, INSERT'],
  ['event_retention', 'SELECT'],
  ['event_month', 'SELECT'],
  ['event_removal', 'SELECT'],
  ['event_census', 'SELECT, INSERT, UPDATE'],
  ['source_offset', 'SELECT, INSERT, UPDATE'],
  ['account', 'SELECT, INSERT, UPDATE'],
  ['subscription', 'SELECT, INSERT, UPDATE'],
  ['subscription_subject', 'SELECT, INSERT, DELETE'],
  ['plan_version', 'SELECT, INSERT'],
  ['command', 'SELECT, INSERT'],
  ['command_refusal', 'SELECT, INSERT'],
  ['windowing', 'SELECT, INSERT, UPDATE'],
  ['sealed_usage', 'SELECT, INSERT'],
  ['usage_summary', 'SELECT, INSERT, UPDATE'],
  ['write_off', 'SELECT, INSERT'],
  ['charge', 'SELECT, INSERT'],
  ['period_carry', 'SELECT, INSERT'],
  ['invoice', 'SELECT, INSERT'],
  ['invoice_evidence', 'SELECT, INSERT'],
  ['document_status', 'SELECT, INSERT'],
  ['document_delivery', 'SELECT, INSERT'],
  ['number_series', 'SELECT, INSERT, UPDATE'],
  ['correction', 'SELECT, INSERT'],
  ['correction_step', 'SELECT, INSERT'],
  ['work_item', 'SELECT, INSERT, UPDATE, DELETE'],
  ['ledger_transaction', 'SELECT, INSERT'],
  ['ledger_entry', 'SELECT, INSERT'],
  ['ledger_link', 'SELECT, INSERT'],
  ['book_period', 'SELECT, INSERT, UPDATE'],
  ['book_closing', 'SELECT, INSERT'],
  ['ledger_hold', 'SELECT, INSERT'],
  ['quota_limit', 'SELECT, INSERT'],
  ['quota_reservation', 'SELECT, INSERT'],
  ['quota_pending', 'SELECT, INSERT, DELETE'],
  ['quota_turn', 'SELECT, INSERT, UPDATE'],
  ['rating_run', 'SELECT, INSERT'],
  ['rated_charge', 'SELECT, INSERT'],
  ['reconciliation_run', 'SELECT, INSERT'],
  ['billing_run', 'SELECT, INSERT, UPDATE'],
  ['billing_run_account', 'SELECT, INSERT, UPDATE'],
  ['credit_grant', 'SELECT, INSERT'],
  ['credit_movement', 'SELECT, INSERT'],
  ['adjustment', 'SELECT, INSERT'],
  ['adjustment_step', 'SELECT, INSERT'],
  ['tax_filing', 'SELECT, INSERT'],
  ['account_lock', 'SELECT, INSERT, UPDATE'],
  ['payment_record', 'SELECT, INSERT'],
  ['control_record', 'SELECT, INSERT'],
  ['outbox_account', 'SELECT, INSERT, UPDATE'],
  ['outbox_message', 'SELECT, INSERT'],
  ['delivery', 'SELECT, INSERT, UPDATE'],
  ['delivery_destination', 'SELECT, INSERT, UPDATE'],
  ['job_state', 'SELECT, INSERT, UPDATE'],
]

/** What people read with SQL: with the rights and the tenant of who asks. */
export const readableViews: readonly string[] = ['invoices', 'balances', 'usage_summaries', 'outbox_position', 'outbox_lag']

const quoteRole = (role: string, field: string): string => `"${checkText(role, { field, maxLength: 63 }).replaceAll('"', '""')}"`

/** Functions that together are the guard of what was recorded. */
export const guardFunctions: readonly string[] = ['refuse_change()', 'bodies_may_change()']

/** The statements that make a role the owner of the guard, or of what of it is named. It may own nothing in a schema in which it cannot create, and keeps no such right. */
export function givenTo(role: string, schema: string, functions: readonly string[] = guardFunctions): readonly string[] {
  const guard = quoteRole(role, 'guardRole')
  return [
    `GRANT USAGE, CREATE ON SCHEMA ${schema} TO ${guard}`,
    ...functions.map((name) => `ALTER FUNCTION ${schema}.${name} OWNER TO ${guard}`),
    `REVOKE CREATE ON SCHEMA ${schema} FROM ${guard}`,
  ]
}

/** The statements that let a role decide about bodies of events and carry it out, besides all that the application may do. */
export function retentionGrantsTo(role: string, schema: string): readonly string[] {
  const grantee = quoteRole(role, 'retentionRole')
  return [
    ...grantsTo(role, schema),
    `GRANT INSERT ON ${schema}.event_removal, ${schema}.event_retention TO ${grantee}`,
    `GRANT EXECUTE ON FUNCTION ${schema}.remove_event_bodies(text, bytea[], int4[]), ${schema}.reduce_event_bodies(text, bytea[], int4[], json[], json[]), ${schema}.erase_recipients(text, text), ${schema}.judge_event_month(text, timestamptz), ${schema}.drop_event_month(text, timestamptz, timestamptz) TO ${grantee}`,
  ]
}

/** The statements that let a role of the application work; granting twice is granting once. `schema` is quoted. */
export function grantsTo(role: string, schema: string): readonly string[] {
  const grantee = quoteRole(role, 'appRole')
  const tables = privileges.map(([table, allowed]) => `GRANT ${allowed} ON ${schema}.${table} TO ${grantee}`)
  const views = readableViews.map((view) => `GRANT SELECT ON ${schema}.${view} TO ${grantee}`)
  return [`GRANT USAGE ON SCHEMA ${schema} TO ${grantee}`, ...tables, ...views]
}
