import type { Command } from 'commander'
import { fail } from '@farthing/core'
import { nativeSha256 } from '@farthing/engine'
import {
  recountedCorrection, verifyBundle, verifyCorrections,
  type CorrectionBundle, type Difference, type EvidenceBundle, type MissingModule, type RecountedBundle,
} from '@farthing/ledger'
import { exitCodes, type ExitCode } from '../exit-codes.js'
import { readVerifiableFile } from '../input/bundle-file.js'
import { openEventFile } from '../input/open-event-file.js'
import { valueText } from '../output/value-text.js'
import type { CommandContext } from '../command-context.js'
import { print } from '../terminal.js'
import { usageDifference } from './usage-difference.js'
import { verifyEvent } from './verify-event.js'

interface VerifyOptions {
  readonly events?: string
  readonly mapping?: string
  readonly event?: string
  readonly proof?: string
  readonly json?: true
}

/** `farthing verify BUNDLE`: derives an invoice and its corrections again from their evidence, and usage again from the events. */
export function addVerifyCommand(program: Command, context: CommandContext): void {
  program
    .command('verify')
    .description('derive an invoice again from its evidence bundle, figure by figure, and compare')
    .argument('<bundle>', 'an evidence bundle, such as a file that bill --out wrote, or a bundle of corrections')
    .option('--events <file>', 'also count its usage again from these events')
    .option('--mapping <file>', 'how the columns of a CSV file become events, as JSON')
    .option('--event <file>', 'also check that this event is in it, by --proof')
    .option('--proof <file>', 'an inclusion proof of the event, as JSON')
    .option('--json', 'print the verdict as JSON')
    .action((path: string, options: VerifyOptions) => verify(path, options, context))
}

type Verdict =
  | { readonly verdict: 'verified'; readonly checked: readonly string[] }
  | ({ readonly verdict: 'differs'; readonly because?: string; readonly unsealed?: readonly string[] } & Difference)
  | { readonly verdict: 'unverifiable'; readonly missing: readonly MissingModule[] }

const codes: { readonly [verdict in Verdict['verdict']]: ExitCode } = { verified: exitCodes.done, differs: exitCodes.differenceFound, unverifiable: exitCodes.inputInvalid }

async function verify(path: string, options: VerifyOptions, { terminal, finish }: CommandContext): Promise<void> {
  const verdict = await verdictOn(await readVerifiableFile(path), options)
  finish(codes[verdict.verdict])
  await print(terminal.stdout, options.json ? `${JSON.stringify(verdict, undefined, 2)}\n` : `${path}: ${describe(verdict)}\n`)
}

async function verdictOn(bundle: EvidenceBundle | CorrectionBundle, options: VerifyOptions): Promise<Verdict> {
  const documents = bundle.format === 'evidence-bundle/1' ? verifyBundle(bundle, { digest: nativeSha256 }) : verifyCorrections(bundle, { digest: nativeSha256 })
  if (documents.verdict !== 'verified') return documents
  const usage = options.events === undefined ? undefined : await usageDifference(recounted(bundle), await openEventFile(options.events, options.mapping), knownAt(bundle))
  if (usage !== undefined) return { verdict: 'differs', ...usage }
  const event = await eventDifference(bundle, options)
  if (event !== undefined) return { verdict: 'differs', ...event }
  const checked = bundle.format === 'evidence-bundle/1' ? ['document'] : ['document', `${bundle.corrections.length} corrections`]
  return { verdict: 'verified', checked: [...checked, ...(options.events === undefined ? [] : ['usage']), ...(options.event === undefined ? [] : ['event'])] }
}

/** Of corrections, the usage of the last re-rating; that of the invoice where there is none. */
function recounted(bundle: EvidenceBundle | CorrectionBundle): RecountedBundle {
  return bundle.format === 'evidence-bundle/1' ? bundle : (recountedCorrection(bundle) ?? bundle.invoice)
}

function knownAt(bundle: EvidenceBundle | CorrectionBundle): string {
  if (bundle.format === 'evidence-bundle/1') return bundle.evidence.invoice.knownAt.at
  return (recountedCorrection(bundle)?.knownAt ?? bundle.invoice.evidence.invoice.knownAt).at
}

async function eventDifference(bundle: EvidenceBundle | CorrectionBundle, { event, proof }: VerifyOptions): Promise<Omit<Extract<Verdict, { verdict: 'differs' }>, 'verdict'> | undefined> {
  if (event === undefined && proof === undefined) return undefined
  if (event === undefined || proof === undefined) return fail('verify.bundle_malformed', { field: event === undefined ? '--event' : '--proof', because: 'is missing: an event is checked by a proof' })
  const { evidence } = bundle.format === 'evidence-bundle/1' ? bundle : bundle.invoice
  const inclusion = await verifyEvent(evidence, { event, proof })
  if ('lines' in inclusion) return inclusion.verdict === 'included' ? undefined : { path: 'event', because: 'the window that the proof shows counts no revision of it' }
  return { path: `proof.${inclusion.path}`, because: 'the proof does not hold for this event and this invoice' }
}

function describe(verdict: Verdict): string {
  if (verdict.verdict === 'verified') return `verified (${verdict.checked.join(' and ')})`
  if (verdict.verdict === 'unverifiable') return `unverifiable: ${verdict.missing.map(({ kind, name }) => `${kind} ${name}`).join(', ')} is not here`
  const { path, expected, actual, because, unsealed = [] } = verdict
  const changed = unsealed.length === 0 ? '' : ` (changed: ${unsealed.join(', ')})`
  if (because !== undefined) return `differs at ${path}: ${because}${changed}`
  return `differs at ${path}: ${valueText(expected)} follows, ${valueText(actual)} stands there${changed}`
}
