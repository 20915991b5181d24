import type { Command } from 'commander'
import { fail } from '@farthing/core'
import { maintainPartitions, type PartitionChanges, type RetentionDecision } from '@farthing/adapters-pg'
import { systemClock } from '@farthing/engine'
import type { CommandContext } from '../command-context.js'
import { print } from '../terminal.js'
import { databaseOptions, schemaOf, withDatabase, type DatabaseOptions } from './with-database.js'

interface PartitionsOptions extends DatabaseOptions {
  readonly from?: string
  readonly to?: string
  readonly keepFrom?: string
  readonly decidedBy?: string
  readonly reason?: string
  readonly json?: true
}

/** `farthing partitions`: gives months of events tables of their own, and lets old ones go when somebody has decided it. May run any number of times. */
export function addPartitionsCommand(program: Command, context: CommandContext): void {
  const command = program.command('partitions').description('give months of events tables of their own on PostgreSQL, and let old ones go; connect as their owner')
  for (const option of databaseOptions) command.addOption(option)
  command
    .option('--from <month>', 'first month in UTC, like 2026-10 (default: this month)')
    .option('--to <month>', 'last month (default: this month next year)')
    .option('--keep-from <month>', 'decide that bodies of events before this month go, of every tenant; this cannot be taken back')
    .option('--decided-by <name>', 'who decided it; kept with the decision')
    .option('--reason <text>', 'why; kept with the decision')
    .option('--json', 'print the result as JSON')
    .action((options: PartitionsOptions) => run(options, context))
}

async function run(options: PartitionsOptions, { terminal }: CommandContext): Promise<void> {
  const month = systemClock().now().slice(0, 7)
  const nextYear = `${String(Number(month.slice(0, 4)) + 1)}${month.slice(4)}`
  const retention = decisionOf(options)
  const wanted = { ...schemaOf(options), from: options.from ?? month, to: options.to ?? nextYear, ...(retention === undefined ? {} : { retention }) }
  const changes = await withDatabase(options, (pool) => maintainPartitions(pool, wanted))
  await print(terminal.stdout, options.json ? `${JSON.stringify(changes, undefined, 2)}\n` : `${render(changes)}\n`)
}

/** All three or none: a decision without a name or a reason is none. */
function decisionOf({ keepFrom, decidedBy, reason }: PartitionsOptions): RetentionDecision | undefined {
  if (keepFrom === undefined && decidedBy === undefined && reason === undefined) return undefined
  if (keepFrom !== undefined && decidedBy !== undefined && reason !== undefined) return { keepFrom, decidedBy, reason }
  return fail('storage.partition_invalid', { field: '--keep-from', because: 'goes with --decided-by and --reason, and they with it' })
}

function render({ created, dropped }: PartitionChanges): string {
  const lines = [...(created.length > 0 ? [`Made ${created.join(', ')}.`] : []), ...(dropped.length > 0 ? [`Let go ${dropped.join(', ')}.`] : [])]
  return lines.length > 0 ? lines.join('\n') : 'Nothing to do: every month has its table.'
}
