import { describeValue, fail } from '@farthing/core'
import { noteCsv, type CorrectionBundle, type IssuedCreditNote } from '@farthing/ledger'
import type { CorrectionFilter, CorrectionRecord, Page, PageRequest, Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { checkFilter } from '../filters/check-filter.js'
import { scopeRules, timeRules } from '../filters/scope-rules.js'
import { cancelInvoice, creditLines, type CancelInvoice, type CreditLines } from './correct-by-hand.js'
import { bundleInvoiceCorrections } from '../explain/bundle-invoice.js'
import { correctInvoice, type CorrectInvoice } from './correct-invoice.js'
import { applyCorrection, approveCorrection, findProposal, proposeCorrection, rejectCorrection, type MoveProposal, type ProposalStanding } from './proposals.js'
import { listCorrectionDocuments, type CorrectionDocumentFilter } from './list-documents.js'
import { dryRunRewind, type DryRunRewind, type RewindDryRun } from './rewind-dry-run.js'
import { planRewind, rewindInvoices, type RewindPlan, type RewindScope } from './rewind-invoices.js'
import { takeLate, type LateTaken, type TakeLate } from './take-late.js'
import type { CommandOptions } from '../commands/run-command.js'

/** What becomes of issued invoices when something turns out later. */
export interface CorrectionOperations {
  /** Rates an invoice again and keeps what differs, with the periods that change with it. */
  correct(input: CorrectInvoice): Promise<readonly CorrectionRecord[]>
  /** Works out what a correction would change, for people to look at. */
  propose(input: CorrectInvoice): Promise<ProposalStanding>
  approve(input: MoveProposal): Promise<ProposalStanding>
  reject(input: MoveProposal): Promise<ProposalStanding>
  /** Applies a proposal as it was proposed. */
  apply(input: MoveProposal): Promise<readonly CorrectionRecord[]>
  /** Credits parts of lines by hand. */
  credit(input: CreditLines): Promise<CorrectionRecord>
  /** Credits all that is billed of an invoice; nothing corrects it after that. */
  cancel(input: CancelInvoice): Promise<CorrectionRecord>
  /** Takes the late events of invoiced periods. Run it from a job. */
  takeLate(input?: TakeLate): Promise<LateTaken>
  /** What rating every invoice from an instant again would change. Writes nothing. */
  planRewind(scope: RewindScope): Promise<RewindPlan>
  /** The same by an operator, with an audit record of who looked at what and why: the totals, and a digest of the plan. Writes nothing else. */
  dryRun(input: DryRunRewind): Promise<RewindDryRun>
  /** Corrects every invoice from an instant; the same key again goes on where it was. */
  rewind(input: RewindScope & CommandOptions): Promise<readonly CorrectionRecord[]>
  /** A proposal, and how far it came. */
  get(proposal: string): Promise<ProposalStanding | undefined>
  /** Every look at an invoice, by revision. */
  ofInvoice(invoice: string): Promise<readonly CorrectionRecord[]>
  /** The document of a correction by its id, such as a message names: a credit note or a supplementary invoice. What is owed and paid stands on its invoice. */
  document(id: string): Promise<IssuedCreditNote | undefined>
  /** Credit notes and supplementary invoices, by issue: by account, invoice, kind, number and time. `invoices.list` has the invoices that they correct. */
  documents(filter?: CorrectionDocumentFilter, page?: PageRequest): Promise<Page<IssuedCreditNote>>
  /** The document of a correction as CSV, line by line. @throws `correction.unknown` */
  csv(id: string): AsyncIterable<string>
  /** An invoice with its corrections and their documents as one file that verifies with no database; none for an invoice that does not exist. */
  bundle(invoice: string): Promise<CorrectionBundle | undefined>
  /** Looks at invoices, by time. */
  list(filter?: CorrectionFilter, page?: PageRequest): Promise<Page<CorrectionRecord>>
  /** Proposals, by time. */
  proposals(filter?: CorrectionFilter, page?: PageRequest): Promise<Page<ProposalStanding>>
}

export function correctionOperations(context: BillingContext): CorrectionOperations {
  const read = <T>(work: (stores: Stores) => Promise<T>): Promise<T> => context.storage.transaction(context.tenant, work)
  return {
    correct: (input) => correctInvoice(context, input),
    propose: (input) => proposeCorrection(context, input),
    approve: (input) => approveCorrection(context, input),
    reject: (input) => rejectCorrection(context, input),
    apply: (input) => applyCorrection(context, input),
    credit: (input) => creditLines(context, input),
    cancel: (input) => cancelInvoice(context, input),
    takeLate: (input) => takeLate(context, input ?? {}),
    planRewind: (scope) => planRewind(context, scope),
    dryRun: (input) => dryRunRewind(context, input),
    rewind: (input) => rewindInvoices(context, input),
    get: (proposal) => read((stores) => findProposal(stores, proposal)),
    ofInvoice: (invoice) => read((stores) => stores.corrections.records(invoice)),
    document: (id) => read((stores) => stores.corrections.findNote(id)),
    documents: (filter, page) => listCorrectionDocuments(context, filter, page),
    csv: async function* (id) {
      const note = await read((stores) => stores.corrections.findNote(id))
      yield* noteCsv(note ?? fail('correction.unknown', { field: 'id', because: `is ${describeValue(id)}, which is no document of a correction` }))
    },
    bundle: (invoice) => bundleInvoiceCorrections(context, invoice),
    list: async (filter, page) => {
      const conditions = checkFilter(filter, { ...scopeRules, ...timeRules })
      return read((stores) => stores.corrections.list(conditions, page))
    },
    proposals: async (filter, page) => {
      const conditions = checkFilter(filter, { ...scopeRules, ...timeRules })
      return read(async (stores) => {
        const { items, ...rest } = await stores.corrections.proposals(conditions, page)
        const standings: ProposalStanding[] = []
        for (const { proposal } of items) standings.push(...[await findProposal(stores, proposal)].flatMap((each) => each ?? []))
        return { ...rest, items: standings }
      })
    },
  }
}
