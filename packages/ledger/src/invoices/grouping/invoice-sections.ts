import { addAll, type Decimal, type Exact } from '@farthing/core'
import type { DraftInvoice, InvoiceLine } from '../invoice.js'

/** The lines of one metric, or the fees, of a subscription. */
export interface MetricLines {
  /** Absent for fees and for what stages added. */
  readonly meter?: string
  readonly lines: readonly InvoiceLine[]
  /** Σ of the lines. */
  readonly amount: Decimal
}

/** The lines of one subscription. */
export interface SubscriptionLines {
  readonly subscription: string
  readonly plan: string
  readonly metrics: readonly MetricLines[]
  /** Σ of the lines. */
  readonly amount: Decimal
  readonly exact: Exact
}

/** The lines of a document by subscription, then by metric, in the order in which they stand there. Sums are of rounded lines. */
export function invoiceSections({ lines }: Pick<DraftInvoice, 'lines'>): readonly SubscriptionLines[] {
  return runsOf(lines, ({ subscription }) => subscription).map((own) => ({
    subscription: own[0].subscription,
    plan: own[0].plan,
    metrics: runsOf(own, ({ meter }) => meter).map((same) => ({
      ...(same[0].meter === undefined ? {} : { meter: same[0].meter }),
      lines: same,
      amount: addAll(same.map(({ amount }) => amount)),
    })),
    amount: addAll(own.map(({ amount }) => amount)),
    exact: addAll(own.map(({ exact }) => exact)),
  }))
}

type Run = readonly [InvoiceLine, ...InvoiceLine[]]

/** Neighbours of one key. */
function runsOf(lines: readonly InvoiceLine[], keyOf: (line: InvoiceLine) => string | undefined): readonly Run[] {
  const runs: [InvoiceLine, ...InvoiceLine[]][] = []
  for (const line of lines) {
    const last = runs.at(-1)
    if (last !== undefined && keyOf(last[0]) === keyOf(line)) last.push(line)
    else runs.push([line])
  }
  return runs
}
