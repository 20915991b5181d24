import { join } from 'node:path'
import Table from 'cli-table3'
import type { Command } from 'commander'
import { assertInvariant, fail, formatMoney, parseInstant } from '@farthing/core'
import { createBilling, fixedClock, systemClock, type Billing } from '@farthing/engine'
import { listAll, type CorrectionRecord } from '@farthing/ports'
import type { CommandContext } from '../command-context.js'
import { exitCodes } from '../exit-codes.js'
import { startProgress } from '../output/progress.js'
import { makeDirectory } from '../output/make-directory.js'
import { jsonText } from '../output/json-text.js'
import { writeWholeFile } from '../output/write-whole-file.js'
import { billFiles } from '../source/bill-files.js'
import { withSource, type Source } from '../source/open-source.js'
import { sourceOptions, type SourceOptions } from '../source/source-options.js'
import { print, type Terminal } from '../terminal.js'

interface CorrectionsOptions extends SourceOptions {
  readonly account?: string
  readonly takeLate?: true
  readonly until?: string
  readonly out?: string
  readonly json?: true
}

type LateTaken = Awaited<ReturnType<Billing['corrections']['takeLate']>>

/** `farthing corrections`: what issued invoices were corrected by; of files, what their late events come to. */
export function addCorrectionsCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('corrections')
    .description('list what issued invoices were corrected by; of files, invoice as of a moment and correct by what was recorded later')
  for (const option of sourceOptions) command.addOption(option)
  command
    .option('--account <id>', 'this account only')
    .option('--take-late', 'on a database, correct the invoices that have late events first; of files this is always done')
    .option('--until <instant>', 'of files, the moment of the corrections (default: now)')
    .option('--out <directory>', 'write each corrected invoice with its corrections and their evidence to a file')
    .option('--json', 'print the corrections as JSON')
    .action((options: CorrectionsOptions) => withSource(options, context, (source) => corrections(source, options, context)))
}

async function corrections(source: Source, options: CorrectionsOptions, { terminal, finish }: CommandContext): Promise<void> {
  if (options.out !== undefined) await makeDirectory(options.out)
  const billing = await billingOf(source, options, { terminal, finish })
  const account = options.account === undefined ? {} : { account: options.account }
  const taken = source.input !== undefined || options.takeLate === true ? await takeLate(billing, options, terminal) : undefined
  if (taken !== undefined && taken.refused.length > 0) finish(exitCodes.differenceFound)
  const records = await listAll((page) => billing.corrections.list(account, page))
  if (options.out !== undefined) await writeBundles(billing, records, options.out)
  const text = options.json === true ? jsonText({ ...(taken === undefined ? {} : { late: summaryOf(taken) }), corrections: records }) : `${render(records, taken)}\n`
  await print(terminal.stdout, text)
}

/** Of files, billing at the moment of the corrections, once every period that had ended by `--as-of` is invoiced. */
async function billingOf(source: Source, { until, takeLate }: CorrectionsOptions, { terminal }: CommandContext): Promise<Billing> {
  const { book, storage, clock, tenant, input } = source
  if (input === undefined) {
    if (until !== undefined) fail('command.invalid', { field: '--until', because: 'is for files: on a database, --as-of is the moment' })
    return createBilling({ catalog: book.catalog, storage, clock, tenant })
  }
  if (takeLate === true) fail('command.invalid', { field: '--take-late', because: 'is for a database: of files this is always done' })
  const at = until === undefined ? systemClock().now() : parseInstant(until, { field: '--until' })
  if (at < clock.now()) fail('command.invalid', { field: '--until', because: `is ${at}, before the invoices are issued at ${clock.now()}` })
  await billFiles(source, input, terminal)
  return createBilling({ catalog: book.catalog, storage, clock: fixedClock(at), tenant })
}

/** Account by account, so that people see how far it is. */
async function takeLate(billing: Billing, { account }: CorrectionsOptions, terminal: Terminal): Promise<LateTaken> {
  const accounts = account === undefined ? (await listAll((page) => billing.accounts.list({}, page))).map(({ id }) => id) : [account]
  const progress = startProgress(terminal, 'Taking late events', accounts.length)
  const taken: LateTaken[] = []
  try {
    for (const each of accounts) {
      taken.push(await billing.corrections.takeLate({ account: each }))
      progress.advance(1)
    }
  } finally {
    progress.stop()
  }
  const sum = (count: (one: LateTaken) => number): number => taken.reduce((total, one) => total + count(one), 0)
  return {
    invoices: sum(({ invoices }) => invoices), events: sum(({ events }) => events),
    corrected: taken.flatMap(({ corrected }) => corrected), proposed: taken.flatMap(({ proposed }) => proposed), refused: taken.flatMap(({ refused }) => refused),
  }
}

function summaryOf({ invoices, events, refused, proposed }: LateTaken) {
  return { invoices, events, proposed: proposed.length, refused }
}

/** A bundle for each invoice that was corrected, named by its number. */
async function writeBundles(billing: Billing, records: readonly CorrectionRecord[], directory: string): Promise<void> {
  for (const invoice of new Set(records.map((record) => record.invoice))) {
    const bundle = await billing.corrections.bundle(invoice)
    assertInvariant(bundle !== undefined, 'a corrected invoice is stored')
    await writeWholeFile(join(directory, `${bundle.invoice.evidence.invoice.number}.json`), jsonText(bundle))
  }
}

const outcomes = {
  credit_note: 'credit note',
  supplementary_invoice: 'supplementary invoice',
  next_invoice: 'on the next invoice',
  written_off: 'written off',
  no_document: 'no document',
} as const

function render(records: readonly CorrectionRecord[], taken: LateTaken | undefined): string {
  const late = taken === undefined ? [] : [`Late events taken: ${taken.events}, of ${taken.invoices} invoices.`]
  const refused = (taken?.refused ?? []).map(({ invoice, failure }) => `Not corrected: ${invoice}: ${failure.message} [${failure.code}]`)
  return [...late, ...refused, records.length === 0 ? 'No invoice was looked at again.' : correctionTable(records)].join('\n')
}

function correctionTable(records: readonly CorrectionRecord[]): string {
  const table = new Table({ head: ['Account', 'Invoice', 'No.', 'Outcome', 'Document', 'Difference', 'Cause'], colAligns: ['left', 'left', 'right', 'left', 'left', 'right', 'left'], style: { head: [], border: [] } })
  for (const { account, invoice, revision, correction, note } of records) {
    if (correction === undefined) table.push([account, invoice.slice(0, 12), revision, 'as it should be', '', '', ''])
    else {
      const { currency, totals, outcome, causes } = correction
      const [cause] = causes
      const more = causes.length > 1 ? `, and ${causes.length - 1} more` : ''
      table.push([account, correction.invoice.number, revision, outcomes[outcome], note?.number ?? '', formatMoney({ amount: totals.gross, currency }), `${cause?.text ?? ''}${more}`])
    }
  }
  return table.toString()
}
