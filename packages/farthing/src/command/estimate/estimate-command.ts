import Table from 'cli-table3'
import type { Command } from 'commander'
import { fail, localDateOf, type Interval } from '@farthing/core'
import type { Billing } from '@farthing/engine'
import { listAll } from '@farthing/ports'
import type { Projection, Quote, Subscription } from '@farthing/pricing'
import type { CommandContext } from '../command-context.js'
import { periodOption, periodText, type PeriodOption } from '../input/period-option.js'
import { amountText } from '../output/amount-text.js'
import { jsonText } from '../output/json-text.js'
import { startProgress } from '../output/progress.js'
import { withSource, type Source } from '../source/open-source.js'
import { sourceOptions, type SourceOptions } from '../source/source-options.js'
import { takeIn } from '../source/take-in.js'
import { print } from '../terminal.js'

interface EstimateOptions extends SourceOptions {
  readonly subscription?: string
  readonly account?: string
  readonly period?: string
  readonly json?: true
}

/** What one subscription costs. */
interface Estimate {
  readonly account: string
  readonly subscription: string
  /** As it was asked for, or the bounds of the one that runs. */
  readonly period: PeriodOption
  /** So far. */
  readonly quote: Quote
  /** By the end of the period; absent where a period was asked for, and where none of it has passed. */
  readonly projection?: Projection
}

/** `farthing estimate`: what usage costs so far, and will cost by the end of the period. Writes nothing. */
export function addEstimateCommand(program: Command, context: CommandContext): void {
  const command = program.command('estimate').description('say what usage costs so far, and by the end of the period if it goes on like this; writes nothing')
  for (const option of sourceOptions) command.addOption(option)
  command
    .option('--subscription <id>', 'this subscription only')
    .option('--account <id>', 'the subscriptions of this account only')
    .option('--period <label or start:end>', 'another period than the one that runs, such as 2026-10, or any two days: 2026-10-01:2026-10-15')
    .option('--json', 'print the estimates as JSON')
    .action((options: EstimateOptions) => withSource(options, context, (source) => estimate(source, options, context)))
}

async function estimate(source: Source, options: EstimateOptions, { terminal }: CommandContext): Promise<void> {
  const billing = await takeIn(source, terminal)
  const subscriptions = await subscriptionsMeant(billing, options)
  const period = options.period === undefined ? undefined : periodOption(options.period)
  const estimates: Estimate[] = []
  const progress = startProgress(terminal, 'Rating subscriptions', subscriptions.length)
  try {
    for (const subscription of subscriptions) {
      const found = period === undefined ? await soFar(billing, subscription) : await over(billing, subscription, period)
      if (found !== undefined) estimates.push(found)
      progress.advance(1)
    }
  } finally {
    progress.stop()
  }
  if (estimates.length === 0) fail('period.not_found', { field: '--period', because: `is ${options.period ?? 'the one that runs'}, and no subscription has one` })
  await print(terminal.stdout, options.json === true ? jsonText({ at: source.clock.now(), estimates }) : `${render(estimates, subscriptions)}\n`)
}

async function subscriptionsMeant(billing: Billing, { subscription, account }: EstimateOptions): Promise<readonly Subscription[]> {
  if (subscription === undefined) {
    const found = await listAll((page) => billing.subscriptions.list(account === undefined ? {} : { account }, page))
    if (found.length === 0 && account !== undefined) fail('account.unknown', { field: '--account', because: `is ${JSON.stringify(account)}, which has no subscription`, facts: { account } })
    if (found.length === 0) fail('subscription.unknown', { field: 'subscriptions', because: 'are none, of this tenant or in this book' })
    return found
  }
  const found = await billing.subscriptions.get(subscription)
  if (found === undefined || (account !== undefined && found.account !== account)) return fail('subscription.unknown', { field: '--subscription', because: `is ${JSON.stringify(subscription)}`, facts: { subscription } })
  return [found]
}

/** The period that runs, or the last one of a subscription that has ended; none before its start. */
async function soFar(billing: Billing, { id, account }: Subscription): Promise<Estimate | undefined> {
  const [period] = await billing.usage.history({ subscription: id, limit: 1 })
  if (period === undefined) return undefined
  const { from, to } = period
  const [quote, projection] = [await billing.quotes.estimate({ subscription: id, period: { from, to } }), await billing.quotes.project({ subscription: id })]
  return { account, subscription: id, period: { from, to }, quote, projection }
}

async function over(billing: Billing, { id, account }: Subscription, period: PeriodOption): Promise<Estimate> {
  return { account, subscription: id, period, quote: await billing.quotes.estimate({ subscription: id, period }) }
}

function render(estimates: readonly Estimate[], subscriptions: readonly Subscription[]): string {
  const zones = new Map(subscriptions.map(({ id, zone }) => [id, zone]))
  const table = new Table({ head: ['Account', 'Subscription', 'Period', 'So far', 'By the end'], colAligns: ['left', 'left', 'left', 'right', 'right'], style: { head: [], border: [] } })
  for (const { account, subscription, period, quote, projection } of estimates) {
    const shown = typeof period === 'string' ? period : daysOf(period, zones.get(subscription) ?? 'UTC')
    table.push([account, subscription, shown, totalOf(quote), projection === undefined ? '' : totalOf(projection.quote)])
  }
  const lines = estimates.flatMap(({ subscription, quote }) => quote.breakdown.map(({ label, calculation, amount }) => `${subscription}: ${label}: ${calculation} = ${amountText(amount, quote.currency)}`))
  return [table.toString(), ...lines].join('\n')
}

function daysOf({ from, to }: Interval, zone: string): string {
  return from.includes('T') ? `${localDateOf(from, zone)} until ${localDateOf(to, zone)}` : periodText({ from, to })
}

function totalOf({ total, currency }: Quote): string {
  return amountText(total, currency)
}
