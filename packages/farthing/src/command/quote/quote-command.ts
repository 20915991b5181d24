import Table from 'cli-table3'
import type { Command } from 'commander'
import { fail, instantOfLocal, parseDecimal, parseInstant, parseLocalDate, type Decimal, type Instant } from '@farthing/core'
import { nativeSha256 } from '@farthing/engine'
import { metersRead, quotePlan, type Plan, type Quote, type UsageByMeter } from '@farthing/pricing'
import type { CommandContext } from '../command-context.js'
import { readBook, type Book } from '../input/book.js'
import { inFile } from '../input/in-file.js'
import { periodOption } from '../input/period-option.js'
import { readJsonFile } from '../input/read-json-file.js'
import { amountText } from '../output/amount-text.js'
import { jsonText } from '../output/json-text.js'
import { print } from '../terminal.js'

interface QuoteOptions {
  readonly book: string
  readonly plan: string
  readonly usage: readonly string[]
  readonly usageFile?: string
  readonly over?: string
  readonly zone: string
  readonly json?: true
}

/** `farthing quote`: what a plan would cost for some usage, without a subscription. */
export function addQuoteCommand(program: Command, context: CommandContext): void {
  program
    .command('quote')
    .description('say what a plan costs for some usage, with no subscription and no events')
    .requiredOption('--book <file>', 'meters and plans, as JSON')
    .requiredOption('--plan <name>', 'a plan of the book')
    .option('--usage <meter=quantity...>', 'how much is used, such as tokens=1400000; what is not named is not used', [])
    .option('--usage-file <file>', 'the same as JSON by meter: a quantity, or a list of groups with their dimensions')
    .option('--over <start:end>', 'two local dates or instants, such as 2026-10-01:2026-10-16 (default: one whole billing period)')
    .option('--zone <name>', 'time zone of local dates', 'UTC')
    .option('--json', 'print the quote as JSON')
    .action((options: QuoteOptions) => quote(options, context))
}

async function quote(options: QuoteOptions, { terminal }: CommandContext): Promise<void> {
  const book = await readBook(options.book, { subscriptions: 'optional' })
  const plan = planOf(book, options.plan)
  const usage = { ...(await usageOfFile(options.usageFile)), ...usageOfOptions(options.usage) }
  refuseUnread(usage, plan, options.plan)
  const place = options.usageFile ?? '--usage'
  const answer = inFile(place, () => quotePlan({ plan, usage, ...overOf(options) }, { digest: nativeSha256 }))
  await print(terminal.stdout, options.json === true ? jsonText(answer) : `${render(answer)}\n`)
}

function planOf({ path, catalog }: Book, name: string): Plan {
  const plan = Object.hasOwn(catalog.plans, name) ? catalog.plans[name] : undefined
  return plan ?? fail('plan.unknown', { field: '--plan', because: `is ${JSON.stringify(name)}; ${path} has ${Object.keys(catalog.plans).join(', ')}`, facts: { plan: name } })
}

async function usageOfFile(path: string | undefined): Promise<UsageByMeter> {
  if (path === undefined) return {}
  const input = await readJsonFile(path)
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return fail('file.unreadable', { field: path, because: 'is not an object of usage by meter' })
  return input as UsageByMeter
}

function usageOfOptions(texts: readonly string[]): UsageByMeter {
  const usage: Record<string, Decimal> = {}
  for (const text of texts) {
    const [meter = '', quantity, ...rest] = text.split('=')
    if (meter === '' || quantity === undefined || rest.length > 0) fail('meter.unknown', { field: '--usage', because: `is ${JSON.stringify(text)}, which is not METER=QUANTITY` })
    if (Object.hasOwn(usage, meter)) fail('meter.unknown', { field: '--usage', because: `names ${meter} twice` })
    usage[meter] = parseDecimal(quantity, `--usage ${meter}`)
  }
  return usage
}

/** A misspelt meter would be free. */
function refuseUnread(usage: UsageByMeter, { components }: Plan, name: string): void {
  const read = new Set(Object.values(components).flatMap(metersRead))
  for (const meter of Object.keys(usage)) {
    if (!read.has(meter)) fail('meter.unknown', { field: '--usage', because: `names ${meter}, and ${name} prices ${[...read].join(', ') || 'no meter'}`, facts: { meter } })
  }
}

function overOf({ over: text, zone }: QuoteOptions): { readonly over?: { readonly from: Instant; readonly to: Instant; readonly zone: string } } {
  if (text === undefined) return {}
  const over = periodOption(text)
  if (typeof over === 'string') return fail('period.not_found', { field: '--over', because: `is ${JSON.stringify(text)}, which is not START:END` })
  const at = (bound: string): Instant => (bound.includes('T') ? parseInstant(bound, { field: '--over' }) : instantOfLocal(parseLocalDate(bound, '--over'), zone))
  return { over: { from: at(over.from), to: at(over.to), zone } }
}

function render({ breakdown, total, currency }: Quote): string {
  const table = new Table({ head: ['Line', 'Calculation', 'Amount'], colAligns: ['left', 'left', 'right'], style: { head: [], border: [] } })
  for (const { label, calculation, amount } of breakdown) table.push([label, calculation, amountText(amount, currency)])
  return [table.toString(), `Total: ${amountText(total, currency)}`].join('\n')
}
