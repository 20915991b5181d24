import { hashContent } from '@farthing/core'
import type { CorrectionRecord, LateEvent, Stores } from '@farthing/ports'
import { listAll } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { lateAndWrittenOff } from '../events/late.js'
import { selectPeriods } from '../usage/select-periods.js'
import { correctInvoice, type GivenCause } from './correct-invoice.js'
import { proposeCorrection, type ProposalStanding } from './proposals.js'

export interface TakeLate {
  /** All accounts unless given. */
  readonly account?: string
  /** `system` unless given. */
  readonly actor?: string
}

/** What became of late events. */
export interface LateTaken {
  /** Invoices with late events. */
  readonly invoices: number
  /** Late events found; a cause for each of the first 1,000 of an invoice. */
  readonly events: number
  /** Under `late: 'apply'`. */
  readonly corrected: readonly CorrectionRecord[]
  /** Under `late: 'propose'`, those that are there already included. */
  readonly proposed: readonly ProposalStanding[]
}

const mostCauses = 1_000

/**
 * Takes the late events of invoiced periods: corrects each invoice that has some, or proposes to, as the tenant's options say. Run it from a job; each invoice is
 * a transaction of its own, and what one run leaves, the next takes. An event is taken once: the look at the invoice has a cut that shows it.
 *
 * Cost: two scans of each period that is invoiced and in scope.
 */
export async function takeLate(context: BillingContext, { account, actor = 'system' }: TakeLate): Promise<LateTaken> {
  const { storage, tenant, digest, corrections: { approval, late } } = context
  const read = <T>(work: (stores: Stores) => Promise<T>): Promise<T> => storage.transaction(tenant, work)
  const ids = await read(async (stores) => (await listAll((page) => stores.documents.list(account === undefined ? {} : { account }, page))).map(({ id }) => id))
  const corrected: CorrectionRecord[] = []
  const proposed: ProposalStanding[] = []
  let invoices = 0
  let events = 0
  for (const invoice of ids) {
    const found = await read((stores) => lateFor(context, stores, invoice))
    if (found.events.length === 0) continue
    invoices += 1
    events += found.count
    // The same events give the same command, so that a run after a crash does nothing twice.
    const key = `late/${hashContent('late-events/1', [invoice, found.looks, found.events.map(({ identity, revision, change }) => [identity, revision, change])], digest)}`
    const input = { key, actor, invoice, causes: found.events.map(causeOf) }
    if (late === 'propose' || approval === 'required') proposed.push(await proposeCorrection(context, input))
    else corrected.push(...(await correctInvoice(context, input)))
  }
  return { invoices, events, corrected, proposed }
}

interface FoundLate {
  readonly events: readonly LateEvent[]
  readonly count: number
  /** How often the invoice was looked at. */
  readonly looks: number
}

async function lateFor(context: BillingContext, stores: Stores, id: string): Promise<FoundLate> {
  const invoice = await stores.documents.get(id)
  const isVoid = (await stores.documents.statuses(id)).at(-1)?.to === 'void'
  const records = await stores.corrections.records(id)
  if (invoice === undefined || isVoid || records.some(({ correction }) => correction?.kind === 'void')) return { events: [], count: 0, looks: records.length }
  const { account, from, to, side = 'retail' } = invoice
  const events: LateEvent[] = []
  let count = 0
  for (const billed of await selectPeriods(context, stores, { account, period: { from, to }, side })) {
    for await (const { late, isWrittenOff } of lateAndWrittenOff(context, stores, billed)) {
      if (isWrittenOff) continue
      count += 1
      if (events.length < mostCauses) events.push(late)
    }
  }
  return { events, count, looks: records.length }
}

const kinds = { arrived: 'late_event', amended: 'amended_event', withdrawn: 'voided_event' } as const

function causeOf({ change, source, id, time, receivedAt, subscription, meters, from, to }: LateEvent): GivenCause {
  const verb = { arrived: 'came in', amended: 'was amended', withdrawn: 'was withdrawn' }[change]
  const [meter] = meters
  return {
    kind: kinds[change],
    reference: `${source}/${id}`.slice(0, 1_000),
    text: `${source}/${id} of ${time} ${verb} at ${receivedAt}`.slice(0, 1_000),
    subscription,
    ...(meter === undefined || meters.length > 1 ? {} : { meter }),
    period: { from, to },
  }
}
