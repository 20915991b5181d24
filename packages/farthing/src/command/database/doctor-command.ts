import Table from 'cli-table3'
import type { Command } from 'commander'
import { inspectServer, type ServerFinding } from '@farthing/adapters-pg'
import { exitCodes } from '../exit-codes.js'
import type { CommandContext } from '../command-context.js'
import { print } from '../terminal.js'
import { databaseOptions, schemaOf, withDatabase, type DatabaseOptions } from './with-database.js'

const [padding, borders, leastWidth] = [2, 4, 30]

interface DoctorOptions extends DatabaseOptions {
  readonly json?: true
}

/** `farthing doctor`: what is wrong with a database, and what to do. Exit code 3 when billing would be refused. */
export function addDoctorCommand(program: Command, context: CommandContext): void {
  const command = program.command('doctor').description('look at a PostgreSQL server as the application sees it: settings, schema, role, row-level security')
  for (const option of databaseOptions) command.addOption(option)
  command.option('--json', 'print the findings as JSON').action((options: DoctorOptions) => examine(options, context))
}

async function examine(options: DoctorOptions, { terminal, finish }: CommandContext): Promise<void> {
  const findings = await withDatabase(options, (pool) => inspectServer(pool, schemaOf(options)))
  if (findings.some(({ verdict }) => verdict === 'refused')) finish(exitCodes.differenceFound)
  await print(terminal.stdout, options.json ? `${JSON.stringify(findings, undefined, 2)}\n` : `${render(findings, terminal.columns)}\n`)
}

/** Some findings name every table: they wrap, so that a line is a line. */
function render(findings: readonly ServerFinding[], columns: number): string {
  const width = (texts: readonly string[]): number => Math.max(...texts.map(({ length }) => length)) + padding
  const [check, verdict] = [width(findings.map((finding) => finding.check)), width(['verdict'])]
  const colWidths = [check, verdict, Math.max(leastWidth, columns - check - verdict - borders)]
  const table = new Table({ head: ['check', 'verdict', 'found'], style: { head: [], border: [] }, colWidths, wordWrap: true })
  for (const { check, verdict, found } of findings) table.push([check, verdict, found])
  const advice = findings.flatMap((finding) => (finding.advice === undefined ? [] : [`${finding.check}: ${finding.advice}.`]))
  return [table.toString(), ...(advice.length === 0 ? ['All is well.'] : advice)].join('\n')
}
