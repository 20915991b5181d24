import { clipInterval, compareBytes, type Hash, type Interval } from '@farthing/core'
import { bundleCorrections, bundleEvidence, type BundleMetering, type CorrectionBundle, type EvidenceBundle, type InvoiceEvidence, type UsageBoundaries } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { candidateOf, contractsMeant, termCutsIn } from '../subscriptions/load-contracts.js'
import type { SubscriptionContract } from '../subscriptions/subscription-contract.js'

/**
 * The evidence bundle of an issued invoice: one file from which anyone verifies it with no database.
 *
 * Meters and the subscriptions that compete for its events are those of now; a meter that was changed since shows when usage is counted again.
 * `undefined` for an invoice that does not exist.
 */
export function bundleInvoice(context: BillingContext, invoice: Hash): Promise<EvidenceBundle | undefined> {
  return context.storage.transaction(context.tenant, (stores) => loadBundle(context, stores, invoice))
}

/**
 * The bundle of an issued invoice with every correction of it, and the documents of these: one file from which anyone verifies them with no database.
 *
 * `undefined` for an invoice that does not exist; one without corrections has a bundle with none.
 */
export function bundleInvoiceCorrections(context: BillingContext, invoice: Hash): Promise<CorrectionBundle | undefined> {
  return context.storage.transaction(context.tenant, async (stores) => {
    const bundle = await loadBundle(context, stores, invoice)
    if (bundle === undefined) return undefined
    const records = await stores.corrections.records(invoice)
    const corrections = records.flatMap(({ correction, note, evidence }) => {
      if (correction === undefined) return []
      return [{ correction, ...(note === undefined ? {} : { note }), ...(evidence === undefined ? {} : { evidence }) }]
    })
    return bundleCorrections({ invoice: bundle, corrections }, context)
  })
}

async function loadBundle(context: BillingContext, stores: Stores, invoice: Hash): Promise<EvidenceBundle | undefined> {
  const evidence = await stores.documents.evidence(invoice)
  if (evidence === undefined) return undefined
  const contracts = await contractsOf(context, stores, evidence)
  const billed = new Set(evidence.ratings.map(({ contract }) => contract.subscription.id))
  const { from, to } = evidence.invoice
  const boundaries = contracts.filter(({ subscription }) => billed.has(subscription.id)).flatMap((contract) => boundariesOf(contract, { from, to }))
  return bundleEvidence({ evidence, boundaries, metering: meteringOf(context, contracts, billed) }, context)
}

/** The contracts of the invoice, and all that share a subject with them. */
function contractsOf(context: BillingContext, stores: Stores, { ratings }: InvoiceEvidence): Promise<readonly SubscriptionContract[]> {
  const subscriptions = ratings.map(({ contract }) => contract.subscription)
  return contractsMeant(context, stores, {
    subjects: subscriptions.flatMap(({ subjects, account }) => subjects ?? [account]),
    subscriptions: subscriptions.map(({ id }) => id),
  })
}

function boundariesOf(contract: SubscriptionContract, period: Interval): readonly UsageBoundaries[] {
  const running = clipInterval(period, contract.subscription)
  if (running === undefined) return []
  return [{ subscription: contract.subscription.id, cuts: [running.from, ...termCutsIn(contract, period), running.to] }]
}

function meteringOf({ catalog }: BillingContext, contracts: readonly SubscriptionContract[], billed: ReadonlySet<string>): BundleMetering {
  const candidates = contracts.map(candidateOf).sort((a, b) => compareBytes(a.id, b.id))
  const names = new Set(candidates.filter(({ id }) => billed.has(id)).flatMap(({ meters = [] }) => meters))
  return { meters: Object.fromEntries(Object.entries(catalog.meters).filter(([name]) => names.has(name))), candidates }
}
