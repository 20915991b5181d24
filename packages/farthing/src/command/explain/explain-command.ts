import type { Command } from 'commander'
import { explain } from '@farthing/ledger'
import { readInvoiceFile } from '../input/invoice-file.js'
import type { CommandContext } from '../run-command.js'
import { print } from '../terminal.js'

/** `farthing explain INVOICE`: each line of an invoice, its steps, and how the total comes about. */
export function addExplainCommand(program: Command, { terminal }: CommandContext): void {
  program
    .command('explain')
    .description('explain every line of an invoice file, down to the price of each unit')
    .argument('<invoice>', 'a file that bill --out wrote')
    .option('--json', 'print the invoice as JSON instead of text')
    .action(async (path: string, options: { readonly json?: true }) => {
      const { evidence } = await readInvoiceFile(path)
      const text = options.json ? JSON.stringify(evidence.invoice, undefined, 2) : explain(evidence.invoice)
      await print(terminal.stdout, `${text}\n`)
    })
}
