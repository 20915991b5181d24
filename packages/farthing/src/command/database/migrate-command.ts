import { Option, type Command } from 'commander'
import { migrate, migrationSql, planMigrations, type MigrationPlan } from '@farthing/adapters-pg'
import type { CommandContext } from '../command-context.js'
import { print } from '../terminal.js'
import { databaseOptions, schemaOf, withDatabase, type DatabaseOptions } from './with-database.js'

interface MigrateOptions extends DatabaseOptions {
  readonly appRole?: string
  readonly guardRole?: string
  readonly retentionRole?: string
  readonly status?: true
  readonly dryRun?: true
  readonly sql?: true
  readonly after?: string
  readonly transaction: boolean
  readonly json?: true
}

/** `farthing migrate`: makes or updates the tables, or says what it would do. May run any number of times, and many at once. */
export function addMigrateCommand(program: Command, context: CommandContext): void {
  const command = program.command('migrate').description('bring the tables on PostgreSQL up to this version; connect as their owner')
  for (const option of databaseOptions) command.addOption(option)
  command
    .option('--app-role <name>', 'grant this role what the application needs, and no more')
    .option('--guard-role <name>', 'give this role the guard of what was recorded, so that the owner of the tables cannot replace it')
    .option('--retention-role <name>', 'let this role carry out decisions that bodies of events go')
    .option('--status', 'say what is applied and what is not, and do nothing')
    .option('--dry-run', 'print the statements that a run would execute now, and do nothing')
    .option('--sql', 'print all statements for a migration tool of yours; needs no database')
    .addOption(new Option('--after <version>', 'print only what comes behind this version, which the database has').implies({ sql: true }))
    .addOption(new Option('--no-transaction', 'print it without BEGIN and COMMIT, for a tool that has a transaction of its own').implies({ sql: true }))
    .option('--json', 'print the result as JSON')
    .action((options: MigrateOptions) => run(options, context))
}

async function run(options: MigrateOptions, { terminal }: CommandContext): Promise<void> {
  await print(terminal.stdout, `${await resultOf(options)}\n`)
}

async function resultOf(options: MigrateOptions): Promise<string> {
  const { appRole, guardRole, retentionRole } = options
  const roles = { ...(appRole === undefined ? {} : { appRole }), ...(guardRole === undefined ? {} : { guardRole }), ...(retentionRole === undefined ? {} : { retentionRole }) }
  const target = { ...schemaOf(options), ...roles }
  if (options.sql) return migrationSql({ ...target, transaction: options.transaction, ...(options.after === undefined ? {} : { after: Number(options.after) }) })
  if (options.status || options.dryRun) {
    const plan = await withDatabase(options, (pool) => planMigrations(pool, schemaOf(options)))
    if (options.json) return JSON.stringify(plan, undefined, 2)
    return options.dryRun ? renderStatements(plan) : renderStatus(plan)
  }
  const applied = await withDatabase(options, (pool) => migrate(pool, target))
  if (options.json) return JSON.stringify({ applied }, undefined, 2)
  return applied.length === 0 ? 'Nothing to do: the schema is up to date.' : `Applied ${applied.join(', ')}.`
}

function renderStatus({ applied, pending }: MigrationPlan): string {
  const done = applied.map(({ version, name, appliedAt }) => `${version} ${name}: applied ${appliedAt}`)
  return [...done, ...pending.map(({ version, name }) => `${version} ${name}: pending`)].join('\n')
}

function renderStatements({ pending }: MigrationPlan): string {
  if (pending.length === 0) return '-- Nothing to do: the schema is up to date.'
  return pending.map(({ version, name, statements }) => [`-- ${version} ${name}`, ...statements.map((text) => `${text};`)].join('\n')).join('\n\n')
}
