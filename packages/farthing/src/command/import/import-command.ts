import { Argument, Option, type Command } from 'commander'
import { createBilling, type Billing, type ImportResult } from '@farthing/engine'
import type { CommandContext } from '../command-context.js'
import { exitCodes } from '../exit-codes.js'
import { readRows, type FileRow } from '../input/read-rows.js'
import { jsonText } from '../output/json-text.js'
import { startProgress } from '../output/progress.js'
import { withDatabaseSource, type Source } from '../source/open-source.js'
import { databaseSourceOptions, type SourceOptions } from '../source/source-options.js'
import { print } from '../terminal.js'

interface ImportOptions extends Omit<SourceOptions, 'events' | 'mapping'> {
  readonly dryRun?: true
  readonly actor?: string
  readonly json?: true
}

type Kind = keyof Billing['imports']

/** `farthing import KIND FILE`: subscriptions, balances or past usage of another system, into a database. */
export function addImportCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('import')
    .description('take over what another system has billed: subscriptions first, then balances and past usage')
    .addArgument(new Argument('<kind>', 'what the rows are').choices(['subscriptions', 'balances', 'history']))
    .argument('<file>', 'CSV with a header line, or a JSON list')
  for (const option of databaseSourceOptions) command.addOption(option)
  command
    .option('--dry-run', 'try every row, say which are refused, and keep nothing')
    .addOption(new Option('--actor <name>', 'who asks for it; kept with every record'))
    .option('--json', 'print the result as JSON')
    .action((kind: Kind, file: string, options: ImportOptions) => withDatabaseSource(options, (source) => importFile(source, { kind, file }, options, context)))
}

async function importFile({ book, storage, clock, tenant }: Source, { kind, file }: { readonly kind: Kind; readonly file: string }, { dryRun, actor, json }: ImportOptions, { terminal, finish }: CommandContext): Promise<void> {
  const rows = await readRows(file)
  const billing = createBilling({ catalog: book.catalog, storage, clock, tenant })
  const progress = startProgress(terminal, 'Importing rows', rows.length)
  const options = { onProgress: (done: number) => { progress.advance(done) }, ...(dryRun === true ? { dryRun } : {}), ...(actor === undefined ? {} : { actor }) }
  const result = await billing.imports[kind]({ rows: rows.map(({ input }) => input), ...options }).finally(() => { progress.stop() })
  if (result.counts.refused > 0) finish(exitCodes.differenceFound)
  await print(terminal.stdout, json === true ? jsonText(withPlaces(result, rows)) : `${render(result, rows)}\n`)
}

function withPlaces({ refused, ...result }: ImportResult, rows: readonly FileRow[]) {
  return { ...result, refused: refused.map((row) => ({ place: placeOf(row.index, rows), ...row })) }
}

function placeOf(index: number, rows: readonly FileRow[]): string {
  return rows[index]?.place ?? ''
}

function render({ dryRun, counts, refused }: ImportResult, rows: readonly FileRow[]): string {
  return [
    ...refused.map(({ index, failure: { message, code } }) => `${placeOf(index, rows)}: ${message} [${code}]`),
    `${counts.received} rows: ${counts.imported} ${dryRun ? 'can be imported' : 'imported'}, ${counts.unchanged} unchanged, ${counts.refused} refused.`,
    ...(dryRun ? ['Nothing was kept: this is a dry run.'] : []),
  ].join('\n')
}
