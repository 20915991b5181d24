/** What an operation does. */
export type OperationKind =
  /** Takes a key, and is done once for it. */
  | 'command'
  /** Takes no key: what it is given has an identity of its own, or it does what is due. Again, it finds nothing to do. */
  | 'step'
  /** Writes nothing. */
  | 'query'

export interface OperationRow {
  readonly kind: OperationKind
  /** What its first argument names, where that is a text. */
  readonly names?: string
  /** Its answer is read piece by piece. */
  readonly isStream?: true
}

const command: OperationRow = { kind: 'command' }
const step: OperationRow = { kind: 'step' }
const query: OperationRow = { kind: 'query' }
const stream: OperationRow = { kind: 'query', isStream: true }

/** Every operation of `Billing`, by area; those of no area under the empty name. An operation without a row counts as a command. */
export const operationTable: { readonly [area: string]: { readonly [operation: string]: OperationRow } } = {
  '': { health: query },
  events: { ingest: step, ingestOrThrow: step, census: query, list: query, count: query, whyNot: query, conservation: query, late: query, tellLate: step, writeOff: command, writeOffs: query, pull: step },
  accounts: { put: command, get: { kind: 'query', names: 'account' }, list: query, billingAccount: { kind: 'query', names: 'account' } },
  currencies: { settings: query, snapshots: query },
  subscriptions: {
    start: command, change: command, pause: command, resume: command, cancel: command, addOn: command, override: command, withdraw: command,
    terms: query, get: { kind: 'query', names: 'subscription' }, list: query,
  },
  credits: {
    grant: command, sell: command, void: command, expire: command, get: { kind: 'query', names: 'grant' }, list: query, balance: query, movements: query, runway: query, scanLow: step,
  },
  windows: { complete: step, advance: step, sealDue: step, rewind: query, list: query },
  usage: {
    seal: step, current: query, history: query, aggregate: step, summaries: query, csv: stream, summary: query, estimate: query, breakdown: query, series: query, costsCsv: stream,
  },
  quotes: { estimate: query, estimateEach: stream, project: query, upperBound: query },
  shadow: { accounts: stream, rate: query, dryRun: command },
  invoices: {
    preview: query, issue: command, issueProgress: command, issueOneOff: command, previewOneOff: query, groups: query,
    get: { kind: 'query', names: 'invoice' }, list: query, evidence: { kind: 'query', names: 'invoice' }, bundle: { kind: 'query', names: 'invoice' }, explain: query, prove: query,
    status: { kind: 'query', names: 'invoice' }, transition: command, csv: { kind: 'query', names: 'invoice', isStream: true }, recordDelivery: command,
    deliveries: { kind: 'query', names: 'invoice' }, references: { kind: 'query', names: 'invoice' },
  },
  corrections: {
    correct: command, propose: command, approve: command, reject: command, apply: command, credit: command, cancel: command, takeLate: step, planRewind: query, dryRun: command, rewind: command,
    get: { kind: 'query', names: 'proposal' }, ofInvoice: { kind: 'query', names: 'invoice' }, document: { kind: 'query', names: 'document' },
    documents: query, csv: { kind: 'query', names: 'document', isStream: true }, bundle: { kind: 'query', names: 'invoice' }, list: query, proposals: query,
  },
  adjustments: { record: command, override: command, approve: command, withdraw: command, get: { kind: 'query', names: 'adjustment' }, list: query },
  taxes: { file: step, filings: { kind: 'query', names: 'document' } },
  rating: { run: command, inspect: query, get: { kind: 'query', names: 'run' }, list: query },
  accruals: { accrue: command },
  ratedUsage: { list: query, get: { kind: 'query', names: 'charge' } },
  holds: { place: command, post: command, void: command, expire: step, get: { kind: 'query', names: 'hold' }, list: query },
  ledger: {
    list: query, get: { kind: 'query', names: 'transaction' }, listOfAccount: { kind: 'query', names: 'account' }, balance: query, balances: { kind: 'query', names: 'account' }, trialBalance: query,
    openItems: { kind: 'query', names: 'account' }, statement: query, aging: query, adjust: command, writeOff: command, reverse: command, close: command, closings: query,
    seal: step, head: query, verify: query, export: stream, revenue: query,
  },
  payments: {
    start: command, receive: command, apply: command, get: { kind: 'query', names: 'payment' }, trace: query, ofDocument: { kind: 'query', names: 'document' }, list: query,
    refresh: { kind: 'step', names: 'payment' }, recover: step, webhook: step, report: step, unreconciled: query, resolve: command, linkCustomer: command, repairCustomer: command,
    customers: query, portal: step,
  },
  refunds: {
    request: command, approve: command, reject: command, send: command, refresh: { kind: 'step', names: 'refund' }, get: { kind: 'query', names: 'refund' }, list: query,
  },
  disputes: { addEvidence: command, submit: command, close: command, get: { kind: 'query', names: 'dispute' }, list: query },
  budgets: {
    put: command, end: command, get: { kind: 'query', names: 'budget' }, list: query, events: query, posture: query, decide: query, keepDecision: command, decisions: query, scan: step,
  },
  prepaid: { put: command, end: command, list: query, figures: query, standings: query, history: query, decisions: query, report: command },
  delinquency: {
    advance: step, get: { kind: 'query', names: 'account' }, history: { kind: 'query', names: 'account' }, list: query, notices: query, sendNotices: step, retryNotice: command,
  },
  restrictions: {
    of: { kind: 'query', names: 'account' }, place: command, lift: command, override: command, revoke: command, get: { kind: 'query', names: 'restriction' }, list: query, overrides: query,
  },
  quotas: {
    configure: command, check: query, list: query, reserve: command, commit: command, release: command, expire: step,
    reservation: { kind: 'query', names: 'reservation' }, reservations: query,
  },
  reconciliation: { run: step, get: { kind: 'query', names: 'run' }, list: query },
  resellers: { customers: { kind: 'query', names: 'account' }, margin: query },
  retention: { decide: query, review: command, reviews: query, placeHold: command, liftHold: command, holds: query, previewCompaction: query, compact: command, compactions: query, previewRelease: query, release: command, previewErasure: query, erase: command, erasures: query },
  imports: { subscriptions: step, balances: step, history: step },
  runs: {
    start: command, complete: { kind: 'step', names: 'run' }, follow: { kind: 'step', names: 'run', isStream: true }, step: { kind: 'step', names: 'run' }, work: { kind: 'query', names: 'run' },
    takeWork: step, release: command, clear: command, retry: command, get: { kind: 'query', names: 'run' }, list: query, accounts: { kind: 'query', names: 'run' },
  },
  steps: { once: command },
  jobs: { run: { kind: 'step', names: 'job' }, step: { kind: 'step', names: 'job' }, due: query, list: query },
  deliveries: {
    get: { kind: 'query', names: 'destination' }, list: query, retry: command, skip: command, destinations: query, pause: command, resume: command,
  },
  sinks: { collect: { kind: 'step', names: 'account' }, deliver: step, latest: query, list: query },
  webhooks: { collect: step, deliver: step, endpoints: query },
  outbox: { read: { kind: 'query', names: 'account' }, heads: query, deliver: step },
  audit: { list: query, get: query, refusals: query },
  diagnostics: { byCorrelation: { kind: 'query', names: 'correlation' } },
  catalog: { plans: query, plan: { kind: 'query', names: 'plan' }, version: { kind: 'query', names: 'planVersion' }, diff: query, features: query },
}

/** The row of an operation, which is a command unless it is known. */
export function operationRow(area: string, operation: string): OperationRow {
  const rows = Object.hasOwn(operationTable, area) ? operationTable[area] : undefined
  return (rows !== undefined && Object.hasOwn(rows, operation) ? rows[operation] : undefined) ?? command
}
