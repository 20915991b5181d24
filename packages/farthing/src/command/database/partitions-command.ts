import type { Command } from 'commander'
import { fail } from '@farthing/core'
import { maintainPartitions, type KeptMonth, type MonthKeeper, type PartitionChanges, type RetentionDecision } from '@farthing/adapters-pg'
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
  readonly dryRun?: true
  readonly json?: true
}

/** `farthing partitions`: gives months of events tables of their own, and lets old ones go when somebody has decided it. May run any number of times. */
export function addPartitionsCommand(program: Command, context: CommandContext): void {
  const command = program.command('partitions').description('give months of events tables of their own on PostgreSQL, and let old ones go; connect as their owner')
  for (const option of databaseOptions) command.addOption(option)
  command
    .option('--from <month>', 'first month in UTC, like 2026-10 (default: this month)')
    .option('--to <month>', 'last month (default: this month next year)')
    .option('--keep-from <month>', 'decide that months before this one go, where every tenant has decided about all of its events; this cannot be taken back')
    .option('--decided-by <name>', 'who decided it; kept with the decision')
    .option('--reason <text>', 'why; kept with the decision')
    .option('--dry-run', 'tell what would be done, and do nothing')
    .option('--json', 'print the result as JSON')
    .action((options: PartitionsOptions) => run(options, context))
}

async function run(options: PartitionsOptions, { terminal }: CommandContext): Promise<void> {
  const month = systemClock().now().slice(0, 7)
  const nextYear = `${String(Number(month.slice(0, 4)) + 1)}${month.slice(4)}`
  const retention = decisionOf(options)
  const wanted = { ...schemaOf(options), from: options.from ?? month, to: options.to ?? nextYear, dryRun: options.dryRun === true, ...(retention === undefined ? {} : { retention }) }
  const changes = await withDatabase(options, (pool) => maintainPartitions(pool, wanted))
  await print(terminal.stdout, options.json ? `${JSON.stringify(changes, undefined, 2)}\n` : `${render(changes, options.dryRun === true)}\n`)
}

/** All three or none: a decision without a name or a reason is none. */
function decisionOf({ keepFrom, decidedBy, reason }: PartitionsOptions): RetentionDecision | undefined {
  if (keepFrom === undefined && decidedBy === undefined && reason === undefined) return undefined
  if (keepFrom !== undefined && decidedBy !== undefined && reason !== undefined) return { keepFrom, decidedBy, reason }
  return fail('storage.partition_invalid', { field: '--keep-from', because: 'goes with --decided-by and --reason, and they with it' })
}

function render({ created, dropped, kept }: PartitionChanges, isDryRun: boolean): string {
  const lines = [
    ...(created.length > 0 ? [`${isDryRun ? 'Would make' : 'Made'} ${created.join(', ')}.`] : []),
    ...(dropped.length > 0 ? [`${isDryRun ? 'Would let go' : 'Let go'} ${dropped.join(', ')}.`] : []),
    ...kept.map(renderKept),
  ]
  return lines.length > 0 ? lines.join('\n') : 'Nothing to do: every month has its table.'
}

const because: Readonly<Record<MonthKeeper, string>> = {
  undecided: 'no compaction or release is about them',
  kept_type: 'later usage is measured from them',
  recorded_later: 'they came after the decision',
  legal_hold: 'a legal hold of the tenant is in force',
}

const mostReasons = 10

function renderKept({ month, bodies, reasons }: KeptMonth): string {
  const shown = reasons.slice(0, mostReasons).map((reason) => `  ${reason.bodies} of ${reason.tenant}: ${because[reason.rule]} (${reason.rule})`)
  const others = reasons.length - shown.length
  return [`Kept ${month}, for ${bodies} bodies of events that may not go:`, ...shown, ...(others > 0 ? [`  and ${others} more; --json has all`] : [])].join('\n')
}
