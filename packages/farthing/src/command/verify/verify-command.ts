import type { Command } from 'commander'
import { nativeSha256 } from '@farthing/engine'
import { verifyInvoice } from '@farthing/ledger'
import { exitCodes } from '../exit-codes.js'
import { readInvoiceFile, type InvoiceFile } from '../input/invoice-file.js'
import { openEventFile } from '../input/open-event-file.js'
import type { CommandContext } from '../run-command.js'
import { print } from '../terminal.js'
import { usageDifference, type UsageDifference } from './usage-difference.js'

interface VerifyOptions {
  readonly events?: string
  readonly mapping?: string
  readonly json?: true
}

/** `farthing verify INVOICE`: derives an invoice again from its evidence, and its usage again from the events. */
export function addVerifyCommand(program: Command, context: CommandContext): void {
  program
    .command('verify')
    .description('derive an invoice file again, figure by figure, and compare')
    .argument('<invoice>', 'a file that bill --out wrote')
    .option('--events <file>', 'also measure its usage again from these events')
    .option('--mapping <file>', 'how the columns of a CSV file become events, as JSON')
    .option('--json', 'print the verdict as JSON')
    .action((path: string, options: VerifyOptions) => verify(path, options, context))
}

type Verdict = { readonly verdict: 'verified'; readonly checked: readonly string[] } | ({ readonly verdict: 'differs' } & UsageDifference)

async function verify(path: string, options: VerifyOptions, { terminal, finish }: CommandContext): Promise<void> {
  const file = await readInvoiceFile(path)
  const verdict = await verdictOn(file, options)
  if (verdict.verdict === 'differs') finish(exitCodes.differenceFound)
  await print(terminal.stdout, options.json ? `${JSON.stringify(verdict, undefined, 2)}\n` : `${path}: ${describe(verdict)}\n`)
}

async function verdictOn(file: InvoiceFile, { events, mapping }: VerifyOptions): Promise<Verdict> {
  const document = verifyInvoice(file.evidence, { digest: nativeSha256 })
  if (document.verdict === 'differs') return document
  if (events === undefined) return { verdict: 'verified', checked: ['document'] }
  const difference = await usageDifference(file, await openEventFile(events, mapping))
  return difference === undefined ? { verdict: 'verified', checked: ['document', 'usage'] } : { verdict: 'differs', ...difference }
}

function describe(verdict: Verdict): string {
  if (verdict.verdict === 'verified') return `verified (${verdict.checked.join(' and ')})`
  const { path, expected, actual, because } = verdict
  if (because !== undefined) return `differs at ${path}: ${because}`
  return `differs at ${path}: ${textOf(expected)} follows, ${textOf(actual)} stands there`
}

function textOf(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}
