import { compareBytes, type Instant, type Interval } from '@farthing/core'
import { listAll, type Stores } from '@farthing/ports'
import { isOneOff } from '../invoices/document-place.js'

type Listed = Awaited<ReturnType<Stores['documents']['list']>>['items'][number]

export interface CorrectableScope {
  /** All accounts unless given. */
  readonly account?: string
  /** Only invoices whose period ends after this instant. */
  readonly from?: Instant
  /** Only invoices whose period overlaps this one. */
  readonly period?: Interval
}

/** Invoices that can be corrected, by account, then period: neither void ones, nor those that another document of the same period continues, nor one-off invoices, which bill no usage. */
export async function listCorrectable(stores: Stores, { account, from, period }: CorrectableScope): Promise<readonly Listed[]> {
  const all = await listAll((page) => stores.documents.list(account === undefined ? {} : { account }, page))
  const continued = continuedIn(all)
  const found: Listed[] = []
  for (const invoice of all) {
    const isOutside = (from !== undefined && invoice.to <= from) || (period !== undefined && (invoice.to <= period.from || invoice.from >= period.to))
    if (!isOutside && !isOneOff(invoice.group) && !continued(invoice) && !(await isTakenBack(stores, invoice.id))) found.push(invoice)
  }
  return found.sort((a, b) => compareBytes(a.account, b.account) || compareBytes(a.from, b.from) || compareBytes(a.id, b.id))
}

/** Whether a document with a higher sequence stands at the same place. */
function continuedIn(all: readonly Listed[]): (invoice: Listed) => boolean {
  const placeOf = ({ account, currency, side, group, from, to }: Listed): string => JSON.stringify([account, currency, side ?? null, group ?? null, from, to])
  const last = new Map<string, number>()
  for (const invoice of all) last.set(placeOf(invoice), Math.max(last.get(placeOf(invoice)) ?? 0, invoice.sequence ?? 0))
  return (invoice) => (invoice.sequence ?? 0) < (last.get(placeOf(invoice)) ?? 0)
}

/** Whether a document is void, or cancelled by a credit note: nothing corrects it any more. */
export async function isTakenBack(stores: Stores, id: string): Promise<boolean> {
  if ((await stores.documents.statuses(id)).at(-1)?.to === 'void') return true
  return (await stores.corrections.records(id)).some(({ correction }) => correction?.kind === 'void')
}
