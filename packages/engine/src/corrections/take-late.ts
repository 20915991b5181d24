import { assertInvariant, failureOf, hashContent, type Failure, type Interval } from '@farthing/core'
import type { CorrectionRecord, LateEvent, Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { lateAndWrittenOff } from '../events/late.js'
import { billedPeriods } from './billed-periods.js'
import { correctInvoice, type GivenCause } from './correct-invoice.js'
import { listCorrectable } from './list-correctable.js'
import { proposeCorrection, type ProposalStanding } from './proposals.js'

export interface TakeLate {
  /** All accounts unless given. */
  readonly account?: string
  /** Invoices whose period overlaps this one; all unless given. With the account and the period of a `usage.late` message, its events are taken as they are told. */
  readonly period?: Interval
  /** That of the billing instance, else `system`, unless given. */
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
  /** Invoices that could not be corrected, and why; their events stay late. The others are not kept from theirs. */
  readonly refused: readonly RefusedInvoice[]
}

export interface RefusedInvoice {
  readonly invoice: string
  readonly failure: Failure
}

const mostCauses = 1_000
const looksPerTransaction = 50

/**
 * Takes the late events of invoiced periods: corrects each invoice that has some, or proposes to, as the tenant's options say. Run it from a job, or for each
 * `usage.late` message; each invoice is corrected in a transaction of its own, and what one run leaves, the next takes. An event is taken once: the look at the invoice has a cut that shows it.
 *
 * Cost: for each invoice in scope, what was recorded for its period since it was looked at last. A correction measures the quarter hours concerned and no others,
 * see `usageAtCut`.
 *
 * @throws `storage.*` but for contention and conflicts, such as `storage.unavailable`, `storage.outcome_unknown`, `storage.aborted`: run it again
 */
export async function takeLate(context: BillingContext, { actor = context.actor ?? 'system', ...scope }: TakeLate): Promise<LateTaken> {
  const invoices = await context.storage.transaction(context.tenant, (stores) => listCorrectable(stores, scope))
  return takeLateOf(context, invoices.map(({ id }) => id), actor)
}

/** The same, of invoices by their ids. */
export async function takeLateOf(context: BillingContext, invoices: readonly string[], actor: string): Promise<LateTaken> {
  const taken: LateTaken[] = []
  for (let start = 0; start < invoices.length; start += looksPerTransaction) {
    for (const look of await looksAt(context, invoices.slice(start, start + looksPerTransaction))) taken.push(await takeFound(context, look, actor))
  }
  return {
    invoices: taken.reduce((sum, one) => sum + one.invoices, 0),
    events: taken.reduce((sum, one) => sum + one.events, 0),
    corrected: taken.flatMap(({ corrected }) => corrected),
    proposed: taken.flatMap(({ proposed }) => proposed),
    refused: taken.flatMap(({ refused }) => refused),
  }
}

/** Failures of the storage that another invoice need not meet. */
const ofOneInvoice: readonly string[] = ['storage.contention', 'storage.conflict', 'storage.events_removed']

const nothing: LateTaken = { invoices: 0, events: 0, corrected: [], proposed: [], refused: [] }

/** What a look at one invoice found, or why there was none. */
type Look = { readonly invoice: string } & ({ readonly found: FoundLate; readonly failure?: undefined } | { readonly failure: Failure })

/** Looks at invoices in one transaction, and at each in its own where that is lost to one of them. */
async function looksAt(context: BillingContext, invoices: readonly string[]): Promise<readonly Look[]> {
  try {
    return await context.storage.transaction(context.tenant, async (stores) => {
      const looks: Look[] = []
      for (const invoice of invoices) looks.push(await lateFor(context, stores, invoice).then((found) => ({ invoice, found }), (error: unknown) => ({ invoice, failure: failureOf(error) })))
      return looks
    })
  } catch (error) {
    const [invoice, ...others] = invoices
    if (invoice !== undefined && others.length === 0) return [{ invoice, failure: refusalOf(error) }]
    const looks: Look[] = []
    for (const each of invoices) looks.push(...(await looksAt(context, [each])))
    return looks
  }
}

/** @throws what says nothing about one invoice: the others would come to the same */
function refusalOf(error: unknown): Failure {
  const failure = failureOf(error)
  if (failure.code.startsWith('storage.') && !ofOneInvoice.includes(failure.code)) throw error
  return failure
}

async function takeFound(context: BillingContext, look: Look, actor: string): Promise<LateTaken> {
  const { invoice } = look
  if (look.failure !== undefined) return { ...nothing, refused: [{ invoice, failure: look.failure }] }
  try {
    return await take(context, { invoice, found: look.found, actor })
  } catch (error) {
    return { ...nothing, refused: [{ invoice, failure: refusalOf(error) }] }
  }
}

interface Take {
  readonly invoice: string
  readonly found: FoundLate
  readonly actor: string
}

async function take(context: BillingContext, { invoice, found: { events, count, looks }, actor }: Take): Promise<LateTaken> {
  const { digest, corrections: { approval, late } } = context
  if (events.length === 0) return nothing
  // The same events give the same command, so that a run after a crash does nothing twice.
  const key = `late/${hashContent('late-events/1', [invoice, looks, events.map(({ identity, revision, change }) => [identity, revision, change])], digest)}`
  const input = { key, actor, invoice, causes: events.map(causeOf) }
  const found = { ...nothing, invoices: 1, events: count }
  if (late === 'propose' || approval === 'required') return { ...found, proposed: [await proposeCorrection(context, input)] }
  return { ...found, corrected: await correctInvoice(context, input) }
}

interface FoundLate {
  readonly events: readonly LateEvent[]
  readonly count: number
  /** How often the invoice was looked at. */
  readonly looks: number
}

async function lateFor(context: BillingContext, stores: Stores, id: string): Promise<FoundLate> {
  const [invoice, records] = [await stores.documents.get(id), await stores.corrections.records(id)]
  assertInvariant(invoice !== undefined, 'a listed document is stored')
  const events: LateEvent[] = []
  let count = 0
  for (const billed of await billedPeriods(context, stores, invoice)) {
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
