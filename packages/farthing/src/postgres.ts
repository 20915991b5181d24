export { inspectServer, migrate, migrationSql, planMigrations, postgres, tableSource } from '@farthing/adapters-pg'
export type {
  AppliedMigration,
  MigrateOptions,
  MigrationOptions,
  MigrationPlan,
  PgClient,
  PgConnection,
  PgPool,
  PgPoolClient,
  PgResult,
  PostgresOptions,
  RowMapping,
  ServerFinding,
  TableField,
  TableSourceOptions,
  UnsafeSetting,
  WaitLimits,
} from '@farthing/adapters-pg'
