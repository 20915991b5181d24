import Table from 'cli-table3'
import { formatMoney } from '@farthing/core'
import type { RunSummary } from '@farthing/engine'

/** A billing run for people: what it came to, who is held and why, and what is unlike the period before. */
export function renderRun({ run, accounts, documents, totals, held, outliers, corrections }: RunSummary): string {
  const counted = Object.entries(documents).flatMap(([outcome, count]) => (count === 0 ? [] : [`${count} ${outcome}`]))
  return [
    `Run ${run.id} (${run.mode}): ${accounts.done} accounts done, ${accounts.held} held, ${accounts.pending} pending.`,
    `Documents: ${counted.join(', ') || 'none'}.`,
    ...(totals.length === 0 ? [] : [totalTable(totals)]),
    ...(corrections.events === 0 ? [] : [`Late events: ${corrections.events}, in ${corrections.documents} documents and ${corrections.proposals} proposals.`]),
    ...held.flatMap(({ account, reasons }) => reasons.map(({ message, code }) => `Held: ${account}: ${message} [${code}]`)),
    ...outliers.map(({ account, amounts, before = '0', outlier = 'above' }) => `Unlike the period before: ${account}: ${before} → ${amounts?.net ?? '?'} (${outlier})`),
    ...(run.mode === 'preview' ? ['Nothing was issued: this is a preview.'] : []),
  ].join('\n')
}

function totalTable(totals: RunSummary['totals']): string {
  const table = new Table({ head: ['Currency', 'Documents', 'Net', 'Tax', 'Gross'], colAligns: ['left', 'right', 'right', 'right', 'right'], style: { head: [], border: [] } })
  for (const { currency, documents, net, tax, gross } of totals) table.push([currency, documents, ...[net, tax, gross].map((amount) => formatMoney({ amount, currency }))])
  return table.toString()
}
