import Table from 'cli-table3'
import type { Command } from 'commander'
import { listAll } from '@farthing/ports'
import type { ShadowAccount, ShadowAmounts } from '@farthing/pricing'
import type { CommandContext } from '../command-context.js'
import { readBook } from '../input/book.js'
import { amountText } from '../output/amount-text.js'
import { jsonText } from '../output/json-text.js'
import { startProgress } from '../output/progress.js'
import { withSource, type Source } from '../source/open-source.js'
import { sourceOptions, type SourceOptions } from '../source/source-options.js'
import { takeIn } from '../source/take-in.js'
import { print } from '../terminal.js'

interface ShadowOptions extends SourceOptions {
  readonly candidate: string
  readonly from: string
  readonly to: string
  readonly account?: string
  readonly json?: true
}

/** `farthing shadow`: the past under other plans, account by account. Writes nothing. */
export function addShadowCommand(program: Command, context: CommandContext): void {
  const command = program.command('shadow').description('rate the past by other plans beside its own, account by account; writes nothing')
  for (const option of sourceOptions) command.addOption(option)
  command
    .requiredOption('--candidate <file>', 'another book: each of its plans is tried on the subscriptions of the plan of its name')
    .requiredOption('--from <date>', 'local date or instant from which billing periods count')
    .requiredOption('--to <date>', 'local date or instant by which they have ended')
    .option('--account <id>', 'this account only')
    .option('--json', 'print the comparison as JSON')
    .action((options: ShadowOptions) => withSource(options, context, (source) => shadow(source, options, context)))
}

async function shadow(source: Source, { candidate, from, to, account, json }: ShadowOptions, { terminal }: CommandContext): Promise<void> {
  const { catalog } = await readBook(candidate, { subscriptions: 'optional' })
  const billing = await takeIn(source, terminal)
  const meant = account === undefined ? {} : { account }
  const subscriptions = await listAll((page) => billing.subscriptions.list(meant, page))
  const progress = startProgress(terminal, 'Rating accounts', new Set(subscriptions.map((subscription) => subscription.account)).size)
  const rating = billing.shadow.accounts({ from, to, candidate: catalog, ...meant })
  const accounts: ShadowAccount[] = []
  let step = await rating.next()
  try {
    for (; step.done !== true; step = await rating.next()) {
      accounts.push(step.value)
      progress.advance(1)
    }
  } finally {
    progress.stop()
  }
  const { totals } = step.value
  await print(terminal.stdout, json === true ? jsonText({ ...step.value, accounts }) : `${render(accounts, totals)}\n`)
}

function render(accounts: readonly ShadowAccount[], totals: readonly ShadowAmounts[]): string {
  if (accounts.length === 0) return 'No billing period lies between these days and has ended.'
  const table = new Table({ head: ['Account', 'Today', 'Candidate', 'Difference', 'Differs from'], colAligns: ['left', 'right', 'right', 'right', 'left'], style: { head: [], border: [] } })
  for (const { account, ...amounts } of [...accounts, ...totals.map((total) => ({ account: 'all', ...total }))]) table.push([account, ...cells(amounts)])
  return table.toString()
}

function cells({ currency, existing, candidate, delta, divergesOn }: ShadowAmounts): readonly string[] {
  return [...[existing, candidate, delta].map((amount) => amountText(amount, currency)), divergesOn ?? '']
}
