import { checkText, describeValue, fail } from '@farthing/core'
import type { DepletionDecision, DepletionReport } from './prepaid-standing.js'

const mostReports = 100
const mostNames = 10_000

/**
 * Adds what the host says that it did to a decision. One that was withdrawn meanwhile stays so, and shows what was done all the same.
 *
 * @throws `depletion.report_invalid` for a decision that was carried out already, or has nothing to be carried out; for an outcome that is none, and the 101st report;
 *   `text.*`
 */
export function reportDepletion(decision: DepletionDecision, report: DepletionReport): DepletionDecision {
  const { id, status, reports } = decision
  if (status === 'noted') refuse('decision', `is ${id}, which only notifies`)
  if (status === 'carried_out') refuse('decision', `is ${id}, which was carried out`)
  if (reports.length >= mostReports) refuse('decision', `is ${id}, which has ${reports.length} reports`)
  if (!['carried_out', 'failed'].includes(report.outcome)) refuse('outcome', `is ${describeValue(report.outcome)} and not "carried_out" or "failed"`)
  for (const name of ['allocations', 'instances'] as const) checkNames(report[name], name)
  if (report.note !== undefined) checkText(report.note, { field: 'note', maxLength: 1_000 })
  return { ...decision, status: status === 'withdrawn' ? 'withdrawn' : report.outcome, reports: [...reports, report] }
}

function checkNames(names: readonly string[], field: string): void {
  if (names.length > mostNames) refuse(field, `has ${names.length} entries, where at most ${mostNames} are taken`)
  names.forEach((name, index) => checkText(name, { field: `${field}[${index}]` }))
}

function refuse(field: string, because: string): never {
  return fail('depletion.report_invalid', { field, because })
}
