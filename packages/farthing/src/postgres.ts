export { migrate, migrationSql, planMigrations, postgres } from '@farthing/adapters-pg'
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
} from '@farthing/adapters-pg'
