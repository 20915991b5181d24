// connection
export type { WaitLimits } from './connection/answer-within.js'
export type { PgClient, PgConnection, PgPool, PgPoolClient, PgResult } from './connection/pg-connection.js'

// migrations
export { migrate, planMigrations } from './migrations/migrate.js'
export type { MigrateOptions, MigrationOptions, MigrationPlan } from './migrations/migrate.js'
export type { AppliedMigration } from './migrations/applied-migrations.js'
export { migrationSql } from './migrations/migration-sql.js'
export type { MigrationSqlOptions } from './migrations/migration-sql.js'

// partitions
export { maintainPartitions } from './partitions/maintain-partitions.js'
export type { KeptMonth, MonthKeeper } from './partitions/drop-month.js'
export type { PartitionChanges, PartitionOptions, RetentionDecision } from './partitions/maintain-partitions.js'

// guard
export { inspectServer } from './guard/inspect-server.js'
export type { ServerFinding } from './guard/server-findings.js'
export type { UnsafeSetting } from './guard/unsafe-settings.js'

// storage
export { postgres } from './postgres.js'
export type { PostgresOptions } from './postgres.js'

// shards
export { shardOf } from './shards/shard-of.js'
export { storageByTenant } from './shards/storage-by-tenant.js'

// work
export { workQueue } from './work/pg-work-queue.js'
export type { WorkQueueOptions } from './work/pg-work-queue.js'

// hints
export { listenForHints } from './hints/listen-for-hints.js'
export type { HintClient, Hints, ListenOptions, WaitForHint } from './hints/listen-for-hints.js'
export type { HintKind, HintOptions } from './hints/hint.js'

// sources
export { tableSource } from './sources/table-source.js'
export type { RowMapping, TableField, TableSourceOptions } from './sources/table-source-options.js'
