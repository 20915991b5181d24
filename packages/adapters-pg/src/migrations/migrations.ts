import { hashContent, type Hash } from '@farthing/core'
import { events } from './0001-events.js'
import { records } from './0002-records.js'
import { documents } from './0003-documents.js'
import { ledger } from './0004-ledger.js'
import { metering } from './0005-metering.js'
import { windowing } from './0006-windowing.js'
import { credits } from './0007-credits.js'
import { carry } from './0008-carry.js'
import { payments } from './0009-payments.js'
import { outbox } from './0010-outbox.js'
import { book } from './0011-book.js'
import { documentDecisions } from './0012-document-decisions.js'
import { corrections } from './0013-corrections.js'
import { postingSteps } from './0014-posting-steps.js'
import { work } from './0015-work.js'
import { immutability } from './0016-immutability.js'
import { eventRetention } from './0017-event-retention.js'
import { ledgerLookups } from './0018-ledger-lookups.js'
import { correctionDocuments } from './0019-correction-documents.js'
import { eventChanges } from './0020-event-changes.js'
import { commandAudit } from './0021-command-audit.js'
import { billingRuns } from './0022-billing-runs.js'
import { jobsAndDeliveries } from './0023-jobs-and-deliveries.js'
import { controls } from './0024-controls.js'
import { quotas } from './0025-quotas.js'
import { retentionControls } from './0026-retention-controls.js'
import { views } from './0027-views.js'
import { enterTenantFunction } from './0028-enter-tenant.js'
import { resoldSubscriptions } from './0029-resold-subscriptions.js'
import { pendingByAccount } from './0030-pending-by-account.js'
import { commandRefusals } from './0031-command-refusals.js'
import { listFilters } from './0032-list-filters.js'
import { eventBodies } from './0033-event-bodies.js'
import { exchangedDocuments } from './0034-exchanged-documents.js'
import { recipients } from './0035-recipients.js'
import { listColumns } from './0036-list-columns.js'
import { removedByTime } from './0037-removed-by-time.js'
import { bodiesByKey } from './0038-bodies-by-key.js'
import { eventMonths } from './0039-event-months.js'
import type { Migration } from './migration.js'

/** Every migration, in order. */
export const migrations: readonly Migration[] = [events, records, documents, ledger, metering, windowing, credits, carry, payments, outbox, book, documentDecisions, corrections, postingSteps, work, immutability, eventRetention, ledgerLookups, correctionDocuments, eventChanges, commandAudit, billingRuns, jobsAndDeliveries, controls, quotas, retentionControls, views, enterTenantFunction, resoldSubscriptions, pendingByAccount, commandRefusals, listFilters, eventBodies, exchangedDocuments, recipients, listColumns, removedByTime, bodiesByKey, eventMonths]

export const latestVersion = migrations.length

/** Digest of what a migration does, whatever the schema's name. */
export function checksumOf(migration: Migration): Hash {
  return hashContent('migration/1', [migration.version, migration.name, [...migration.statements]])
}

/** The statements of a migration for one schema; `schema` is quoted. */
export function statementsOf(migration: Migration, schema: string): readonly string[] {
  return migration.statements.map((statement) => statement.replaceAll('{schema}', schema))
}
