import { externalReferencesOf, invoiceCsv, type DocumentDelivery, type DraftInvoice, type EventInclusion, type EvidenceBundle, type InvoiceEvidence, type InvoiceStatusRecord, type IssuedInvoice, type LineExplanation } from '@farthing/ledger'
import type { ExternalReference } from '@farthing/core'
import type { DocumentFilter, Page, PageRequest, Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { checkFilter, type FilterRules } from '../filters/check-filter.js'
import { scopeRules, timeRules } from '../filters/scope-rules.js'
import { bundleInvoice } from '../explain/bundle-invoice.js'
import { explainInvoiceLine, type ExplainRequest } from '../explain/explain-invoice-line.js'
import { proveEventOn, type ProofRequest } from '../explain/prove-event.js'
import { recordDelivery, type RecordDelivery } from './lifecycle/record-delivery.js'
import type { InvoiceScope } from './draft-invoice.js'
import { issueInvoice, type IssueInvoice } from './issue-invoice.js'
import { issueProgress, type IssueProgress } from './issue-progress.js'
import { invoiceStanding, type InvoiceStanding } from './lifecycle/invoice-standing.js'
import { loadInvoice, transitionInvoice, type TransitionInvoice } from './lifecycle/transition-invoice.js'
import { listGroups, type InvoiceGroup } from './list-groups.js'
import { issueOneOff, previewOneOff, type IssueOneOff, type OneOffScope } from './one-off-invoice.js'
import { previewInvoice } from './preview-invoice.js'

/** Invoices of accounts, from the preview to what becomes of them. */
export interface InvoiceOperations {
  /** The invoice as it stands. Writes nothing and draws no number; has the content hash of the invoice that would be issued now. */
  preview(scope: InvoiceScope): Promise<DraftInvoice>
  /** Seals, rates, numbers, keeps and posts the invoice of an ended period, once. */
  issue(input: IssueInvoice): Promise<IssuedInvoice>
  /** Invoices what a period has come to so far, before it ends. */
  issueProgress(input: IssueProgress): Promise<IssuedInvoice>
  /** Invoices amounts that were recorded by hand at once, without a period to wait for. */
  issueOneOff(input: IssueOneOff): Promise<IssuedInvoice>
  /** The one-off invoice as it stands. Writes nothing. */
  previewOneOff(scope: OneOffScope): Promise<DraftInvoice>
  /** The documents that an account has for a period: several where its charges are billed apart. */
  groups(scope: Omit<InvoiceScope, 'group'>): Promise<readonly InvoiceGroup[]>
  get(id: string): Promise<IssuedInvoice | undefined>
  /** By issue: by account, recipient, currency, side, status, period and time of issue. Credit notes and supplementary invoices are in `corrections.documents`. */
  list(filter?: DocumentFilter, page?: PageRequest): Promise<Page<IssuedInvoice>>
  /** What an issued invoice follows from, for `verifyInvoice`. */
  evidence(id: string): Promise<InvoiceEvidence | undefined>
  /** The same as one file, with the stages that ran and what its usage is counted by: for `verifyBundle`, with no database. */
  bundle(id: string): Promise<EvidenceBundle | undefined>
  /** What a line comes from: steps, stages, usage, windows, and a page of its events. */
  explain(request: ExplainRequest): Promise<LineExplanation>
  /** Proofs that an event stands behind an invoice, for `verifyInclusion`. */
  prove(request: ProofRequest): Promise<readonly EventInclusion[]>
  /** Where an invoice stands, with every step that took it there. */
  status(id: string): Promise<InvoiceStanding | undefined>
  /** Takes an invoice to its next status by hand: overdue or void. */
  transition(input: TransitionInvoice): Promise<InvoiceStatusRecord>
  /** An issued invoice as CSV, line by line. @throws `invoice.unknown` */
  csv(id: string): AsyncIterable<string>
  /** Notes where an invoice was sent, and what it is called there. */
  recordDelivery(input: RecordDelivery): Promise<DocumentDelivery>
  /** Every step of sending an invoice somewhere, by kind, provider and revision. */
  deliveries(id: string): Promise<readonly DocumentDelivery[]>
  /** What an invoice is called elsewhere. */
  references(id: string): Promise<readonly ExternalReference[]>
}

const documentRules: FilterRules<DocumentFilter> = {
  ...scopeRules,
  ...timeRules,
  recipient: 'text',
  currency: 'currency',
  side: { retail: true, wholesale: true },
  status: { draft: true, issued: true, partially_paid: true, paid: true, overdue: true, uncollectible: true, void: true, credited: true },
  exchanged: 'flag',
  period: 'period',
}

export function invoiceOperations(context: BillingContext): InvoiceOperations {
  const read = <T>(work: (stores: Stores) => Promise<T>): Promise<T> => context.storage.transaction(context.tenant, work)
  return {
    preview: (scope) => previewInvoice(context, scope),
    issue: (input) => issueInvoice(context, input),
    issueProgress: (input) => issueProgress(context, input),
    issueOneOff: (input) => issueOneOff(context, input),
    previewOneOff: (scope) => previewOneOff(context, scope),
    groups: (scope) => read((stores) => listGroups(context, stores, scope)),
    get: (id) => read((stores) => stores.documents.get(id)),
    list: async (filter, page) => {
      const conditions = checkFilter(filter, documentRules)
      return read((stores) => stores.documents.list(conditions, page))
    },
    evidence: (id) => read((stores) => stores.documents.evidence(id)),
    bundle: (id) => bundleInvoice(context, id),
    explain: (request) => explainInvoiceLine(context, request),
    prove: (request) => proveEventOn(context, request),
    status: (id) => read((stores) => invoiceStanding(stores, id)),
    transition: (input) => transitionInvoice(context, input),
    csv: async function* (id) {
      yield* invoiceCsv(await read((stores) => loadInvoice(stores, id)))
    },
    recordDelivery: (input) => recordDelivery(context, input),
    deliveries: (id) => read((stores) => stores.documents.deliveries(id)),
    references: (id) => read(async (stores) => externalReferencesOf(await stores.documents.deliveries(id))),
  }
}
