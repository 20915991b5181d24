import { Option, type Command } from 'commander'
import { createBilling, type ExportBook } from '@farthing/engine'
import { listAll } from '@farthing/ports'
import type { CommandContext } from '../command-context.js'
import { writeWholeFile } from '../output/write-whole-file.js'
import { jsonText } from '../output/json-text.js'
import { billFiles } from '../source/bill-files.js'
import { withSource, type Source } from '../source/open-source.js'
import { sourceOptions, type SourceOptions } from '../source/source-options.js'
import { print } from '../terminal.js'

interface ExportOptions extends SourceOptions {
  readonly format: ExportBook['format']
  readonly out?: string
  readonly json?: true
}

/** `farthing export ledger`: the double-entry book for another program. */
export function addExportCommand(program: Command, context: CommandContext): void {
  const group = program.command('export').description('write records for other programs')
  const command = group.command('ledger').description('write the double-entry book: of a database, or of the invoices that the files give')
  for (const option of sourceOptions) command.addOption(option)
  command
    .addOption(new Option('--format <name>', 'hledger and beancount assert every balance; csv has a line for each entry').choices(['hledger', 'beancount', 'csv']).default('hledger'))
    .option('--out <file>', 'write to this file, completely or not at all, instead of stdout')
    .option('--json', 'print the transactions as JSON, in place of --format')
    .action((options: ExportOptions) => withSource(options, context, (source) => exportLedger(source, options, context)))
}

async function exportLedger(source: Source, options: ExportOptions, { terminal }: CommandContext): Promise<void> {
  const { book, storage, clock, tenant, input } = source
  const billing = input === undefined ? createBilling({ catalog: book.catalog, storage, clock, tenant }) : (await billFiles(source, input, terminal)).billing
  const lines = options.json === true ? [jsonText(await listAll((page) => billing.ledger.list({}, page)))] : billing.ledger.export({ format: options.format })
  const held: string[] = []
  for await (const line of lines) {
    if (options.out === undefined) await print(terminal.stdout, line)
    else held.push(line)
  }
  if (options.out !== undefined) await writeWholeFile(options.out, held.join(''))
}
