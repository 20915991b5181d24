import type { Command } from 'commander'
import { checkJson, type Decimal } from '@farthing/core'
import { nativeSha256 } from '@farthing/engine'
import { compareResults, comparisonText, firstDifference, type Difference, type ResultComparison } from '@farthing/ledger'
import { exitCodes } from '../exit-codes.js'
import { readJsonFile } from '../input/read-json-file.js'
import { readResult } from '../input/result-source.js'
import { valueText } from '../output/value-text.js'
import type { CommandContext } from '../command-context.js'
import { print } from '../terminal.js'

interface DiffOptions {
  readonly tolerance: Decimal
  readonly quantityTolerance: Decimal
  readonly golden?: string
  readonly json?: true
}

/** `farthing diff BEFORE AFTER`: two results of rating, line by line. */
export function addDiffCommand(program: Command, context: CommandContext): void {
  program
    .command('diff')
    .description('compare two results of rating line by line, such as a legacy one and ours')
    .argument('<before>', 'a rating-result/1 file, CSV with a row for each line, an evidence bundle, or a folder that bill --out wrote')
    .argument('<after>', 'the same of what it is compared with')
    .option('--tolerance <amount>', 'how far apart amounts may be, in major units', '0')
    .option('--quantity-tolerance <quantity>', 'how far apart quantities may be', '0')
    .option('--golden <file>', 'a comparison that was reviewed, as --json printed it: only what is not in it counts as a difference')
    .option('--json', 'print the comparison as JSON')
    .action((before: string, after: string, options: DiffOptions) => diff({ before, after }, options, context))
}

async function diff(paths: { readonly before: string; readonly after: string }, options: DiffOptions, { terminal, finish }: CommandContext): Promise<void> {
  const { tolerance, quantityTolerance, golden, json } = options
  const [before, after] = [await readResult(paths.before), await readResult(paths.after)]
  const comparison = compareResults({ before, after, tolerance: { amount: tolerance, quantity: quantityTolerance } }, nativeSha256)
  const moved = golden === undefined ? undefined : firstDifference(checkJson(await readJsonFile(golden), golden), checkJson(comparison, 'comparison'))
  const differs = golden === undefined ? comparison.differences.length > 0 : moved !== undefined
  finish(differs ? exitCodes.differenceFound : exitCodes.done)
  await print(terminal.stdout, json === true ? `${JSON.stringify(comparison, undefined, 2)}\n` : `${report(comparison, { golden, moved })}\n`)
}

function report(comparison: ResultComparison, { golden, moved }: { readonly golden: string | undefined; readonly moved: Difference | undefined }): string {
  if (golden === undefined) return comparisonText(comparison)
  const verdict = moved === undefined ? `as reviewed in ${golden}` : `not as reviewed in ${golden}: ${moved.path} was ${valueText(moved.expected)}, and is ${valueText(moved.actual)}`
  return `${comparisonText(comparison)}\n${verdict}`
}
