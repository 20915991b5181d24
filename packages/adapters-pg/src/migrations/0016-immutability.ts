import type { Migration } from './migration.js'
import { refuseChanges } from './refuse-changes.js'

/** Tables whose rows stay as they were written, as of this version; later ones bring their trigger with them. */
const recorded = [
  'event_identity', 'event', 'event_default', 'plan_version', 'command', 'sealed_usage', 'write_off', 'charge', 'period_carry', 'invoice', 'invoice_evidence',
  'document_status', 'document_delivery', 'correction', 'correction_step', 'ledger_transaction', 'ledger_entry', 'ledger_link', 'book_closing', 'ledger_hold',
  'rating_run', 'rated_charge', 'reconciliation_run', 'credit_grant', 'credit_movement', 'adjustment', 'adjustment_step', 'tax_filing', 'payment_record',
  'outbox_message',
] as const

/** What the guard does. The doctor compares it with what a database has. */
export const guardBody = `
BEGIN
  RAISE EXCEPTION '% of %.% is refused: what was recorded stays', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege', HINT = 'Correct it with another record.';
END
`

/** What was recorded cannot be changed, removed or emptied, also not by who owns the tables. */
export const immutability: Migration = {
  version: 16,
  name: 'immutability',
  statements: [
    `CREATE FUNCTION {schema}.refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $refuse$${guardBody}$refuse$`,
    `COMMENT ON FUNCTION {schema}.refuse_change() IS
  'Guards every append-only table. Give it to a role of its own (migrate with guardRole), so that the owner of the tables cannot replace it.'`,
    ...recorded.flatMap(refuseChanges),
  ],
}
