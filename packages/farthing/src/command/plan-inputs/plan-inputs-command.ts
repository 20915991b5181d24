import { Option, type Command } from 'commander'
import { builtInStages, factPacks, planInputs, resolveProgram, type AvailablePack, type FactPackName, type FactPlan, type Program } from '@farthing/pricing'
import { exitCodes, type ExitCode } from '../exit-codes.js'
import { readBook, type Book } from '../input/book.js'
import { openEventFile } from '../input/open-event-file.js'
import { periodOption } from '../input/period-option.js'
import { readAvailablePacks, readPipeline, type Pipeline } from '../input/pipeline.js'
import type { CommandContext } from '../command-context.js'
import { print } from '../terminal.js'
import { countEvents } from './count-events.js'
import { plannedContracts, type PlannedContract } from './planned-contracts.js'
import { renderPlan } from './render-plan.js'

interface PlanOptions {
  readonly book: string
  readonly period: string
  readonly account?: string
  /** Another name of `account`. */
  readonly company?: string
  readonly tenant: string
  readonly pipeline?: string
  readonly facts?: string
  readonly events?: string
  readonly mapping?: string
  readonly validateOnly?: true
  readonly json?: true
}

/** `farthing plan-inputs`: what rating a period is going to read, before anything is loaded. */
export function addPlanInputsCommand(program: Command, context: CommandContext): void {
  program
    .command('plan-inputs')
    .description('say which facts rating a period reads, in which version, and what is missing')
    .requiredOption('--book <file>', 'meters, plans and subscriptions, as JSON')
    .requiredOption('--period <label or start:end>', 'the period that starts with this local date, such as 2026-10; or those that share time with 2026-10-01:2026-11-01')
    .option('--account <id>', 'the subscriptions of this account only')
    .addOption(new Option('--company <id>', 'the same as --account').conflicts('account'))
    .option('--tenant <id>', 'whose bindings and policies are meant', 'default')
    .option('--pipeline <file>', 'a program for all, or bindings with policies, as JSON (default: the programs of the plans)')
    .option('--facts <file>', 'which fact packs can be had, as JSON (default: what is made of events and contracts)')
    .option('--events <file>', 'estimate from these events how many records there are')
    .option('--mapping <file>', 'how the columns of a CSV file become events, as JSON')
    .option('--validate-only', 'only check that everything can be had; read no events')
    .option('--json', 'print the plan as JSON')
    .action((options: PlanOptions) => planInputsOf(options, context))
}

async function planInputsOf(options: PlanOptions, { terminal, finish }: CommandContext): Promise<void> {
  const book = await readBook(options.book)
  const contracts = plannedContracts(book, { account: options.account ?? options.company, period: periodOption(options.period) })
  const pipeline = options.pipeline === undefined ? undefined : await readPipeline(options.pipeline)
  const available = await availablePacks(options, book, contracts)
  const plan = planOf(contracts, { pipeline, available, tenant: options.tenant })
  finish(exitCodeFor(plan))
  await print(terminal.stdout, options.json === true ? `${JSON.stringify(plan, undefined, 2)}\n` : `${renderPlan(plan)}\n`)
}

/** What the files of the command line are enough for. */
const fromFiles: readonly FactPackName[] = ['usage', 'allocations', 'ratedEvents', 'timeEntries', 'subscription']

async function availablePacks({ facts, events, mapping, validateOnly }: PlanOptions, book: Book, contracts: readonly PlannedContract[]): Promise<readonly AvailablePack[]> {
  const had = facts === undefined ? fromFiles.map((pack): AvailablePack => ({ pack, versions: [factPacks[pack].version] })) : await readAvailablePacks(facts)
  if (events === undefined || validateOnly === true) return had
  const records = await countEvents(await openEventFile(events, mapping), book, contracts)
  return had.map((each) => (each.pack === 'ratedEvents' || each.pack === 'timeEntries' ? { ...each, records } : each))
}

interface Planning {
  readonly pipeline: Pipeline | undefined
  readonly available: readonly AvailablePack[]
  readonly tenant: string
}

function planOf(contracts: readonly PlannedContract[], { pipeline, available, tenant }: Planning): FactPlan {
  const plans = contracts.map((contract) => {
    const program = pipeline === undefined ? undefined : programFor(pipeline, contract, tenant)
    return { versions: [contract.planVersion], ...(program === undefined ? {} : { program }) }
  })
  return planInputs(plans, { available })
}

function programFor({ program, bindings }: Pipeline, { planVersion, period }: PlannedContract, tenant: string): Program | undefined {
  if (bindings === undefined) return program
  const { type } = planVersion.content
  return resolveProgram(bindings, { tenant, ...(type === undefined ? {} : { planType: type }), plan: planVersion.plan, at: period.from }, builtInStages).program
}

function exitCodeFor({ missing, conflicts }: FactPlan): ExitCode {
  if (missing.length > 0) return exitCodes.inputInvalid
  return conflicts.length > 0 ? exitCodes.differenceFound : exitCodes.done
}
