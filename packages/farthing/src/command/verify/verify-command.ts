import type { Command } from 'commander'
import { nativeSha256 } from '@farthing/engine'
import { verifyBundle, type Difference, type EvidenceBundle, type MissingModule } from '@farthing/ledger'
import { exitCodes, type ExitCode } from '../exit-codes.js'
import { readBundleFile } from '../input/bundle-file.js'
import { openEventFile } from '../input/open-event-file.js'
import { valueText } from '../output/value-text.js'
import type { CommandContext } from '../run-command.js'
import { print } from '../terminal.js'
import { usageDifference } from './usage-difference.js'

interface VerifyOptions {
  readonly events?: string
  readonly mapping?: string
  readonly json?: true
}

/** `farthing verify BUNDLE`: derives an invoice again from its evidence, and its usage again from the events. */
export function addVerifyCommand(program: Command, context: CommandContext): void {
  program
    .command('verify')
    .description('derive an invoice again from its evidence bundle, figure by figure, and compare')
    .argument('<bundle>', 'an evidence bundle, such as a file that bill --out wrote')
    .option('--events <file>', 'also count its usage again from these events')
    .option('--mapping <file>', 'how the columns of a CSV file become events, as JSON')
    .option('--json', 'print the verdict as JSON')
    .action((path: string, options: VerifyOptions) => verify(path, options, context))
}

type Verdict =
  | { readonly verdict: 'verified'; readonly checked: readonly string[] }
  | ({ readonly verdict: 'differs'; readonly because?: string; readonly unsealed?: readonly string[] } & Difference)
  | { readonly verdict: 'unverifiable'; readonly missing: readonly MissingModule[] }

const codes: { readonly [verdict in Verdict['verdict']]: ExitCode } = { verified: exitCodes.done, differs: exitCodes.differenceFound, unverifiable: exitCodes.inputInvalid }

async function verify(path: string, options: VerifyOptions, { terminal, finish }: CommandContext): Promise<void> {
  const verdict = await verdictOn(await readBundleFile(path), options)
  finish(codes[verdict.verdict])
  await print(terminal.stdout, options.json ? `${JSON.stringify(verdict, undefined, 2)}\n` : `${path}: ${describe(verdict)}\n`)
}

async function verdictOn(bundle: EvidenceBundle, { events, mapping }: VerifyOptions): Promise<Verdict> {
  const document = verifyBundle(bundle, { digest: nativeSha256 })
  if (document.verdict !== 'verified') return document
  if (events === undefined) return { verdict: 'verified', checked: ['document'] }
  const difference = await usageDifference(bundle, await openEventFile(events, mapping), bundle.evidence.invoice.knownAt.at)
  return difference === undefined ? { verdict: 'verified', checked: ['document', 'usage'] } : { verdict: 'differs', ...difference }
}

function describe(verdict: Verdict): string {
  if (verdict.verdict === 'verified') return `verified (${verdict.checked.join(' and ')})`
  if (verdict.verdict === 'unverifiable') return `unverifiable: ${verdict.missing.map(({ kind, name }) => `${kind} ${name}`).join(', ')} is not here`
  const { path, expected, actual, because, unsealed = [] } = verdict
  const changed = unsealed.length === 0 ? '' : ` (changed: ${unsealed.join(', ')})`
  if (because !== undefined) return `differs at ${path}: ${because}${changed}`
  return `differs at ${path}: ${valueText(expected)} follows, ${valueText(actual)} stands there${changed}`
}
