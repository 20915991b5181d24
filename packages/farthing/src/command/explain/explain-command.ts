import type { Command } from 'commander'
import { fail } from '@farthing/core'
import { explain, explainLine, lineText, type EvidenceBundle, type LineExplanation } from '@farthing/ledger'
import { readBundleFile } from '../input/bundle-file.js'
import type { CommandContext } from '../run-command.js'
import { print } from '../terminal.js'

interface ExplainOptions {
  readonly line?: string
  readonly json?: true
}

/** `farthing explain BUNDLE`: each line of an invoice, its steps, and how the total comes about; or one line as a tree, down to its usage. */
export function addExplainCommand(program: Command, { terminal }: CommandContext): void {
  program
    .command('explain')
    .description('explain every line of an invoice, down to the price of each unit')
    .argument('<bundle>', 'an evidence bundle, such as a file that bill --out wrote')
    .option('--line <line>', 'one line as a tree: its number from 1, its id, or how that begins (8 characters at least)')
    .option('--json', 'print records as JSON instead of text')
    .action(async (path: string, { line, json }: ExplainOptions) => {
      const { evidence } = await readBundleFile(path)
      if (line === undefined) return print(terminal.stdout, json ? jsonText(evidence.invoice) : `${explain(evidence.invoice)}\n`)
      const explanation = explanationOf(evidence, line)
      return print(terminal.stdout, json ? jsonText(explanation) : `${lineText(explanation)}\n`)
    })
}

const leastPrefix = 8

/** @throws `invoice.line_unknown` where none or several lines are meant */
function explanationOf(evidence: EvidenceBundle['evidence'], wanted: string): LineExplanation {
  const { lines, number } = evidence.invoice
  const found = lines.filter(({ id }, index) => String(index + 1) === wanted || (wanted.length >= leastPrefix && id.startsWith(wanted)))
  const [line] = found
  if (line === undefined || found.length > 1) {
    return fail('invoice.line_unknown', { field: '--line', because: `is ${JSON.stringify(wanted)}, which means ${found.length} of the ${lines.length} lines of ${number}` })
  }
  return explainLine(evidence, line.id)
}

function jsonText(record: object): string {
  return `${JSON.stringify(record, undefined, 2)}\n`
}
