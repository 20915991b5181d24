import type { Command } from 'commander'
import { fail, type Hash } from '@farthing/core'
import { explain, explainCorrectedLine, explainLine, explainNote, lineText, type CorrectionBundle, type EvidenceBundle, type LineExplanation } from '@farthing/ledger'
import { readVerifiableFile } from '../input/bundle-file.js'
import type { CommandContext } from '../command-context.js'
import { print } from '../terminal.js'

interface ExplainOptions {
  readonly line?: string
  readonly revision?: string
  readonly json?: true
}

type Bundle = EvidenceBundle | CorrectionBundle

/** `farthing explain BUNDLE`: each line of an invoice, its steps, and how the total comes about; or one line as a tree, down to its usage. */
export function addExplainCommand(program: Command, { terminal }: CommandContext): void {
  program
    .command('explain')
    .description('explain every line of an invoice and of its corrections, down to the price of each unit')
    .argument('<bundle>', 'an evidence bundle, such as a file that bill --out wrote, or a bundle of corrections')
    .option('--line <line>', 'one line as a tree: its number from 1, its id, or how that begins (8 characters at least)')
    .option('--revision <number>', 'the line as it is due after this correction, from 1')
    .option('--json', 'print records as JSON instead of text')
    .action(async (path: string, { line, revision, json }: ExplainOptions) => {
      const bundle = await readVerifiableFile(path)
      if (line === undefined) return print(terminal.stdout, json ? jsonText(documentsOf(bundle)) : `${documentText(bundle)}\n`)
      const explanation = explanationOf(bundle, line, revision)
      return print(terminal.stdout, json ? jsonText(explanation) : `${lineText(explanation)}\n`)
    })
}

/** The invoice; of a bundle of corrections a list, with the documents of these behind it. */
function documentsOf(bundle: Bundle): object {
  if (bundle.format === 'evidence-bundle/1') return bundle.evidence.invoice
  return [bundle.invoice.evidence.invoice, ...bundle.corrections.flatMap(({ note }) => note ?? [])]
}

function documentText(bundle: Bundle): string {
  if (bundle.format === 'evidence-bundle/1') return explain(bundle.evidence.invoice)
  return [explain(bundle.invoice.evidence.invoice), ...bundle.corrections.flatMap(({ note }) => (note === undefined ? [] : [explainNote(note)]))].join('\n\n')
}

/** @throws `invoice.line_unknown` where none or several lines are meant, `correction.unknown` */
function explanationOf(bundle: Bundle, wanted: string, revision: string | undefined): LineExplanation {
  const { evidence } = bundle.format === 'evidence-bundle/1' ? bundle : bundle.invoice
  const id = lineMeant(evidence, wanted)
  if (revision === undefined) return explainLine(evidence, id)
  const corrections = bundle.format === 'evidence-bundle/1' ? [] : bundle.corrections
  return explainCorrectedLine({ evidence, corrections }, Number(revision), id)
}

const leastPrefix = 8

function lineMeant({ invoice: { lines, number } }: EvidenceBundle['evidence'], wanted: string): Hash {
  const found = lines.filter(({ id }, index) => String(index + 1) === wanted || (wanted.length >= leastPrefix && id.startsWith(wanted)))
  const [line] = found
  if (line !== undefined && found.length === 1) return line.id
  return fail('invoice.line_unknown', { field: '--line', because: `is ${JSON.stringify(wanted)}, which means ${found.length} of the ${lines.length} lines of ${number}` })
}

function jsonText(record: object): string {
  return `${JSON.stringify(record, undefined, 2)}\n`
}
