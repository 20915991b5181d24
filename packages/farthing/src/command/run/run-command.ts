import type { Command } from 'commander'
import { fail, parseDecimal } from '@farthing/core'
import type { Billing, RunSummary, StartRun } from '@farthing/engine'
import type { CommandContext } from '../command-context.js'
import { exitCodes } from '../exit-codes.js'
import { jsonText } from '../output/json-text.js'
import { startProgress, type Progress } from '../output/progress.js'
import { withSource, type Source } from '../source/open-source.js'
import { sourceOptions, type SourceOptions } from '../source/source-options.js'
import { takeIn } from '../source/take-in.js'
import { print, type Terminal } from '../terminal.js'
import { renderRun } from './render-run.js'

interface RunOptions extends SourceOptions {
  readonly period?: string
  readonly from?: string
  readonly to?: string
  readonly account?: readonly string[]
  readonly plan?: readonly string[]
  readonly commit?: true
  readonly key?: string
  readonly actor?: string
  readonly holdAbove?: string
  readonly holdBelow?: string
  readonly json?: true
}

/** `farthing run`: a billing run of many accounts, as a preview unless told to commit. */
export function addRunCommand(program: Command, context: CommandContext): void {
  const command = program.command('run').description('bill a period of all accounts: seal, rate, correct and issue; a preview that issues nothing, unless --commit is given')
  for (const option of sourceOptions) command.addOption(option)
  command
    .option('--period <label>', 'the periods that start with this local date, such as 2026-10')
    .option('--from <date>', 'with --to, in place of --period: what falls due after this local date or instant')
    .option('--to <date>', 'and up to this one')
    .option('--account <id...>', 'these accounts only')
    .option('--plan <name...>', 'accounts with a subscription to one of these plans only')
    .option('--commit', 'issue the documents')
    .option('--key <key>', 'id of the run: one that was broken off goes on where it was (default: a new run)')
    .option('--actor <name>', 'who asks for it; kept with the run')
    .option('--hold-above <times>', 'hold documents of more than so many times the one before, such as 3')
    .option('--hold-below <times>', 'hold documents of less than so many times the one before, such as 0.5')
    .option('--json', 'print the summary as JSON')
    .action((options: RunOptions) => withSource(options, context, (source) => run(source, options, context)))
}

async function run(source: Source, options: RunOptions, { terminal, finish }: CommandContext): Promise<void> {
  const billing = await takeIn(source, terminal)
  const mode = options.commit === true ? 'commit' : 'preview'
  const { id } = await billing.runs.start({ ...scopeOf(options), key: options.key ?? `${mode}/${source.clock.now()}`, mode, ...(options.actor === undefined ? {} : { actor: options.actor }) })
  const summary = await follow(billing, id, terminal)
  if (summary.accounts.held > 0) finish(exitCodes.differenceFound)
  await print(terminal.stdout, options.json === true ? jsonText(summary) : `${renderRun(summary)}\n`)
}

function scopeOf({ period, from, to, account, plan, holdAbove, holdBelow }: RunOptions): Omit<StartRun, 'key' | 'mode'> {
  if (period === undefined && (from === undefined || to === undefined)) fail('run.invalid', { field: '--period', because: 'is missing, and so is --from or --to' })
  const above = holdAbove === undefined ? {} : { above: parseDecimal(holdAbove, '--hold-above') }
  const below = holdBelow === undefined ? {} : { below: parseDecimal(holdBelow, '--hold-below') }
  return {
    ...(period === undefined ? {} : { period }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(account === undefined ? {} : { accounts: account }),
    ...(plan === undefined ? {} : { plans: plan }),
    ...(holdAbove === undefined && holdBelow === undefined ? {} : { outliers: { ...above, ...below, then: 'hold' } }),
  }
}

async function follow(billing: Billing, id: string, terminal: Terminal): Promise<RunSummary> {
  let [progress, drawn]: [Progress | undefined, number] = [undefined, 0]
  try {
    for await (const { run: { accounts, status }, accounts: { pending } } of billing.runs.follow(id)) {
      if (status === 'planning') continue
      progress ??= startProgress(terminal, 'Billing accounts', accounts)
      progress.advance(accounts - pending - drawn)
      drawn = accounts - pending
    }
  } finally {
    progress?.stop()
  }
  return billing.runs.get(id)
}
