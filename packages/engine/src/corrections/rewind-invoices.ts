import { addAll, compareBytes, hashContent, parseInstant, type CurrencyCode, type Decimal, type Instant } from '@farthing/core'
import type { CorrectedInputs, CorrectionRecord, ProposedCorrection, Stores } from '@farthing/ports'
import { checkBound, refuseAbove } from '../commands/check-bound.js'
import { keepingNothing } from '../commands/keeping-nothing.js'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { correctInvoice, subjectOf, type GivenCause } from './correct-invoice.js'
import { listCorrectable } from './list-correctable.js'
import { planCorrections } from './plan-corrections.js'
import { proposedBy } from './proposals.js'

export interface RewindScope {
  /** Invoices whose period ends after this instant are looked at. */
  readonly from: Instant
  /** All accounts unless given. */
  readonly account?: string
  readonly causes: readonly GivenCause[]
  /** What turned out wrong in what invoices were made from; an invoice that it is not about is rated as it was. */
  readonly inputs?: CorrectedInputs
  /** At most this many invoices, from 1 to 1,000,000; counted before any is rated. 10,000 unless given. */
  readonly maxInvoices?: number
}

/** What a rewind would change. */
export interface RewindPlan {
  readonly ledgerWrites: false
  readonly documentWrites: false
  /** That were looked at. */
  readonly invoices: number
  /** By account, then period. */
  readonly corrections: readonly (ProposedCorrection & { readonly account: string; readonly currency: CurrencyCode })[]
  /** By account, then currency. */
  readonly totals: readonly { readonly account: string; readonly currency: CurrencyCode; readonly net: Decimal; readonly tax: Decimal; readonly gross: Decimal }[]
}

/**
 * Rates every invoice from an instant again and says what would change: by the code of the correction itself, in transactions that are rolled back. Writes nothing.
 *
 * @throws `command.too_wide` before anything is rated; as `correctInvoice`
 */
export async function planRewind(context: BillingContext, scope: RewindScope): Promise<RewindPlan> {
  const corrections: RewindPlan['corrections'][number][] = []
  const covered = new Set<string>()
  const invoices = await invoicesFrom(context, scope)
  for (const { id, account, currency } of invoices) {
    if (covered.has(id)) continue
    const planned = await keepingNothing(context, (stores, outside) =>
      planCorrections(context, stores, { ...subjectOf(context, { ...scope, invoice: id }, context.clock.now()), refuses: 'nothing' }, outside),
    )
    for (const { invoice } of planned) covered.add(invoice.id)
    corrections.push(...proposedBy(planned).map((each) => ({ ...each, account, currency })))
  }
  return { ledgerWrites: false, documentWrites: false, invoices: invoices.length, corrections, totals: totalsOf(corrections) }
}

/**
 * Corrects every invoice from an instant, each in a transaction of its own. Run it again with the same key after a crash: what is done is not done again.
 *
 * @throws `command.conflict` for the same key with another scope; `command.too_wide` before anything is done; as `correctInvoice`
 */
export async function rewindInvoices(context: BillingContext, input: RewindScope & CommandOptions): Promise<readonly CorrectionRecord[]> {
  const { key, actor, correlation, maxInvoices, ...scope } = input
  // Said first, on its own: a part of the work under another scope is refused before it begins.
  await runCommand(context, {
    kind: 'corrections.rewind',
    input,
    perform: async (stores) => {
      await correctableFrom(stores, { ...scope, ...(maxInvoices === undefined ? {} : { maxInvoices }) })
      return key
    },
    recall: (_, reference) => Promise.resolve(reference),
  })
  const records: CorrectionRecord[] = []
  const covered = new Set<string>()
  // What is invoiced meanwhile does not stop what was begun.
  for (const { id } of await invoicesFrom(context, { ...scope, maxInvoices: 1_000_000 })) {
    if (covered.has(id)) continue
    const options = { ...(actor === undefined ? {} : { actor }), correlation: correlation ?? key }
    const own = await correctInvoice(context, { key: keyOfPart(context, key, id), ...options, invoice: id, causes: scope.causes, ...(scope.inputs === undefined ? {} : { inputs: scope.inputs }) }, 'nothing')
    for (const { invoice } of own) covered.add(invoice)
    records.push(...own)
  }
  return records
}

/** A long key stands in it as a digest: cut off, the keys of two invoices would be one. */
function keyOfPart({ digest }: BillingContext, key: string, invoice: string): string {
  const whole = `${key}/${invoice}`
  return whole.length <= 256 ? whole : `${hashContent('rewind/1', [key], digest)}/${invoice}`
}

function invoicesFrom({ storage, tenant }: BillingContext, scope: RewindScope): ReturnType<typeof listCorrectable> {
  return storage.transaction(tenant, (stores) => correctableFrom(stores, scope))
}

async function correctableFrom(stores: Stores, { from: text, account, maxInvoices }: RewindScope): ReturnType<typeof listCorrectable> {
  const from = parseInstant(text, { field: 'from' })
  const counted = { field: 'maxInvoices', of: 'invoices' }
  const bound = checkBound(maxInvoices, counted)
  const invoices = await listCorrectable(stores, { from, ...(account === undefined ? {} : { account }) })
  refuseAbove(bound, invoices.length, counted)
  return invoices
}

function totalsOf(corrections: RewindPlan['corrections']): RewindPlan['totals'] {
  const groups = new Map<string, RewindPlan['corrections'][number][]>()
  for (const each of corrections) {
    const key = JSON.stringify([each.account, each.currency])
    groups.set(key, [...(groups.get(key) ?? []), each])
  }
  return [...groups].sort(([a], [b]) => compareBytes(a, b)).flatMap(([, own]) => {
    const [first] = own
    const sum = (figure: 'net' | 'tax' | 'gross') => addAll(own.map((each) => each[figure]))
    return first === undefined ? [] : [{ account: first.account, currency: first.currency, net: sum('net'), tax: sum('tax'), gross: sum('gross') }]
  })
}
