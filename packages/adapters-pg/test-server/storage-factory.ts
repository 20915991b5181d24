import type { StorageFactory } from '@farthing/ports/conformance'
import { postgres } from '../src/index.js'
import type { PgClient, PgConnection, PostgresOptions } from '../src/index.js'
import { unguardedSql } from './without-guard.js'

/** Tables that hold records, each behind those that refer to it. */
const tables = [
  'event', 'event_identity', 'event_removal', 'event_census', 'source_offset', 'account', 'subscription', 'subscription_subject', 'plan_version', 'command', 'command_refusal',
  'windowing', 'sealed_usage', 'usage_summary', 'write_off', 'charge', 'period_carry', 'invoice', 'invoice_evidence', 'document_status', 'document_delivery', 'number_series', 'ledger_hold', 'quota_limit', 'quota_pending', 'quota_reservation', 'quota_turn', 'rated_charge', 'rating_run', 'reconciliation_run', 'billing_run', 'billing_run_account', 'ledger_link', 'ledger_entry', 'ledger_transaction', 'book_period', 'book_closing',
  'correction', 'correction_step', 'credit_movement', 'credit_grant', 'adjustment_step', 'adjustment', 'tax_filing', 'payment_record', 'account_lock', 'outbox_message', 'outbox_account', 'delivery', 'delivery_destination', 'control_record', 'job_state',
] as const

/**
 * A factory whose storages stand one after another in one migrated database: `destroy` empties its tables.
 * Rows are deleted and tables not truncated: after a case of few rows that is much faster. `admin` is a role that sees every tenant.
 */
export function storageFactory(options: {
  readonly connection: () => PgConnection
  readonly admin: () => Pick<PgClient, 'query'>
  readonly options?: PostgresOptions
  readonly concurrentTransactions: boolean
}): StorageFactory {
  return {
    concurrentTransactions: options.concurrentTransactions,
    create: () => Promise.resolve(postgres(options.connection(), options.options)),
    destroy: async () => {
      await options.admin().query(unguardedSql(tables.map((table) => `DELETE FROM farthing.${table}`)))
    },
  }
}
