import { assertInvariant, fail, isFarthingError, type Failure, type Hash } from '@farthing/core'
import { listAll, type Stores, type TaxFiling, type TaxFilingRecord, type TaxReturn } from '@farthing/ports'
import type { BillingContext } from '../context.js'

/** What one run told the provider, by document. */
export interface TaxFilingRun {
  readonly committed: readonly Hash[]
  readonly voided: readonly Hash[]
  /** What stays due, and why: the next run tries it again. */
  readonly failed: readonly { readonly document: Hash; readonly failure: Failure }[]
}

/**
 * Tells the provider what is due: the taxes of issued documents, and the withdrawal of those of void ones. A document is known there by its id, so a
 * call whose reply was lost is made again and files nothing twice. The provider is called between transactions; what one run leaves, the next completes.
 */
export async function fileTaxes(context: BillingContext): Promise<TaxFilingRun> {
  const { storage, tenant, tax } = context
  const due = await storage.transaction(tenant, (stores) => listAll((page) => stores.taxFilings.due(page)))
  const run = { committed: [] as Hash[], voided: [] as Hash[], failed: [] as TaxFilingRun['failed'][number][] }
  for (const last of due) {
    const { document, state } = last
    try {
      const filing = filingOf(tax, last)
      const done = state === 'commit_due' ? await commit(context, filing, last) : await withdraw(context, filing, last)
      if (done) run[state === 'commit_due' ? 'committed' : 'voided'].push(document)
    } catch (error) {
      if (!isFarthingError(error)) throw error
      run.failed.push({ document, failure: error.toJSON() })
    }
  }
  return run
}

function filingOf(tax: BillingContext['tax'], { provider }: TaxFilingRecord): TaxFiling {
  if (tax?.filing !== undefined && tax.name === provider) return tax.filing
  return fail('tax.unavailable', { field: 'tax', because: `is not ${JSON.stringify(provider)}, which was asked about the document`, facts: { provider } })
}

async function commit(context: BillingContext, filing: TaxFiling, last: TaxFilingRecord): Promise<boolean> {
  const { storage, tenant } = context
  const { state, reference } = await filing.commit(await storage.transaction(tenant, (stores) => returnOf(stores, last.document)))
  if (state !== 'committed' || reference === undefined) fail('tax.answer_invalid', { field: 'state', because: `is ${state} ${reference === undefined ? 'without a reference' : ''} for a document that was filed` })
  return keepNext(context, last, { state: 'committed', reference })
}

/** What was never filed, because the document was void before its turn came, needs no withdrawal. */
async function withdraw(context: BillingContext, filing: TaxFiling, last: TaxFilingRecord): Promise<boolean> {
  const { document } = last
  const filed = await filing.find({ tenant: context.tenant, document })
  if (filed === undefined) return keepNext(context, last, { state: 'voided' })
  const { reference } = await filing.void({ tenant: context.tenant, document })
  return keepNext(context, last, { state: 'voided', ...(reference === undefined ? {} : { reference }) })
}

async function returnOf(stores: Stores, document: Hash): Promise<TaxReturn> {
  const [first] = await stores.taxFilings.records(document)
  const evidence = await stores.documents.evidence(document)
  const [request, quoted, tax] = [first?.request, evidence?.terms?.taxAnswer, evidence?.invoice.tax]
  assertInvariant(request !== undefined && quoted !== undefined && tax !== undefined, 'a document whose taxes are due has its request and its taxes')
  return { request, quoted, tax }
}

/** Whether this run was the one that did it: of two at once, the provider takes one, and so does the storage. */
async function keepNext({ storage, tenant, clock }: BillingContext, { document, provider, revision }: TaxFilingRecord, step: Pick<TaxFilingRecord, 'state' | 'reference'>): Promise<boolean> {
  try {
    await storage.transaction(tenant, (stores) => stores.taxFilings.append({ document, revision: revision + 1, provider, at: clock.now(), ...step }))
    return true
  } catch (error) {
    if (isFarthingError(error) && error.code === 'storage.conflict') return false
    throw error
  }
}
