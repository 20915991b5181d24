import { basename, join } from 'node:path'
import type { Command } from 'commander'
import { parseInstant } from '@farthing/core'
import { fixedClock, systemClock } from '@farthing/engine'
import { readBook } from '../input/book.js'
import { openEventFile } from '../input/open-event-file.js'
import { exitCodes } from '../exit-codes.js'
import { makeDirectory } from '../output/make-directory.js'
import { startProgress } from '../output/progress.js'
import type { CommandContext } from '../command-context.js'
import { print, type Terminal } from '../terminal.js'
import { openDiskStorage } from './disk-storage.js'
import { describeRefusal, refusalLog, type RefusalLog } from './refusal-log.js'
import { renderBill } from './render-bill.js'
import { runBill, type BillResult } from './run-bill.js'
import { writeInvoices } from './write-invoices.js'

interface BillOptions {
  readonly events: string
  readonly book: string
  readonly mapping?: string
  readonly period?: string
  readonly account?: string
  readonly asOf?: string
  readonly out?: string
  readonly json?: true
}

/** `farthing bill`: events and a price book in, explained invoices out. */
export function addBillCommand(program: Command, context: CommandContext): void {
  program
    .command('bill')
    .description('bill the events of a file by a price book')
    .requiredOption('--events <file>', 'CloudEvents, one JSON object a line; or CSV, with --mapping')
    .requiredOption('--book <file>', 'meters, plans and subscriptions, as JSON')
    .option('--mapping <file>', 'how the columns of a CSV file become events, as JSON')
    .option('--period <label>', 'only the periods that start with this local date, such as 2026-10')
    .option('--account <id>', 'invoice this account only')
    .option('--as-of <instant>', 'bill as if it were this moment: later periods are open, events recorded later are late (default: now)')
    .option('--out <directory>', 'write each invoice with its evidence to a file')
    .option('--json', 'print one JSON document on stdout and nothing else')
    .action((options: BillOptions) => bill(options, context))
}

async function bill(options: BillOptions, { terminal, finish }: CommandContext): Promise<void> {
  const clock = options.asOf === undefined ? fixedClock(systemClock().now()) : fixedClock(parseInstant(options.asOf, { field: '--as-of' }))
  const book = await readBook(options.book)
  const file = await openEventFile(options.events, options.mapping)
  if (options.out !== undefined) await makeDirectory(options.out)
  const refusals = refusalLog(join(options.out ?? '.', `${basename(options.events)}.refused.ndjson`))
  const { storage, close } = await openDiskStorage()
  const progress = startProgress(terminal, 'Reading events', file.bytes)
  try {
    const { period, account } = options
    const result = await runBill({ book, file, storage, refusals, clock, period, account, onBytes: progress.advance })
    progress.stop()
    if (options.out !== undefined) await writeInvoices(options.out, book, result.subscriptions, result.invoices)
    await report(result, refusals, options, terminal)
    if (refusals.summary().count > 0) finish(exitCodes.differenceFound)
  } finally {
    progress.stop()
    await close()
  }
}

async function report(result: BillResult, refusals: RefusalLog, { json, out }: BillOptions, terminal: Terminal): Promise<void> {
  const { count, first, file } = refusals.summary()
  await print(terminal.stderr, first.map((line) => `${describeRefusal(line)}\n`).join(''))
  if (file !== undefined) await print(terminal.stderr, `${count} lines were refused; all of them are in ${file}\n`)
  if (json !== true) {
    await print(terminal.stdout, `${renderBill(result)}\n`)
    if (out !== undefined) await print(terminal.stdout, `Written to ${out}: ${result.invoices.length} invoices.\n`)
    return
  }
  const { receipts, usage, invoices, transactions, balances } = result
  const refused = first.map(({ failure, ...place }) => ({ ...place, ...failure }))
  const document = {
    receipts: { ...receipts, refused, ...(file === undefined ? {} : { refusedFile: file }) },
    usage,
    invoices: invoices.map(({ invoice }) => invoice),
    ledger: { transactions, balances },
  }
  await print(terminal.stdout, `${JSON.stringify(document, undefined, 2)}\n`)
}
