export { migrate, migrationSql, planMigrations, postgres, tableSource } from '@farthing/adapters-pg'
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
  TableField,
  TableSourceOptions,
} from '@farthing/adapters-pg'
