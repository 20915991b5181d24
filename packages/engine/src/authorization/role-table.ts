/** What somebody is to billing. Rights beyond it are the host's own rules. */
export type Role =
  /** Answers for the money of the tenant: sees everything, and takes every decision about money. Does not feed usage or run the machinery. */
  | 'finance_operator'
  /** Sees itself and its end customers. Acts for itself alone. */
  | 'reseller'
  /** Sees one account, and pays for it. */
  | 'account_member'

/** Who an operation is for. */
type RoleAccess = readonly Role[]

/** The host itself: its jobs, its metering, its own set-up. */
const host: RoleAccess = []
const finance: RoleAccess = ['finance_operator']
const resellers: RoleAccess = ['finance_operator', 'reseller']
const everyone: RoleAccess = ['finance_operator', 'reseller', 'account_member']

/** Every operation, by area; those of no area under the empty name. What is not here is nobody's. Resellers and members are kept to what is theirs. */
export const roleTable: { readonly [area: string]: { readonly [operation: string]: RoleAccess } } = {
  '': { health: finance },
  events: {
    ingest: host, ingestOrThrow: host, census: finance, list: everyone, count: everyone, whyNot: finance, conservation: everyone, late: finance, tellLate: host, writeOff: finance,
    writeOffs: finance, pull: host,
  },
  accounts: { put: finance, get: everyone, list: everyone, billingAccount: everyone },
  currencies: { settings: finance, snapshots: everyone },
  subscriptions: {
    start: finance, change: finance, pause: finance, resume: finance, cancel: finance, addOn: finance, override: finance, withdraw: finance,
    terms: everyone, get: everyone, list: everyone,
  },
  credits: {
    grant: finance, sell: finance, void: finance, expire: host, get: everyone, list: everyone, balance: everyone, movements: everyone, runway: everyone, scanLow: host,
  },
  windows: { complete: host, advance: host, sealDue: host, rewind: finance, list: finance },
  usage: {
    seal: host, current: finance, history: everyone, aggregate: host, summaries: everyone, csv: everyone, summary: everyone, estimate: everyone, breakdown: everyone,
    series: everyone, costsCsv: everyone,
  },
  quotes: { estimate: everyone, estimateEach: finance, project: everyone, upperBound: everyone },
  shadow: { accounts: finance, rate: finance, dryRun: finance },
  invoices: {
    preview: everyone, issue: finance, issueProgress: finance, issueOneOff: finance, previewOneOff: finance, groups: everyone,
    get: everyone, list: everyone, evidence: everyone, bundle: everyone, explain: everyone, prove: everyone, status: everyone, transition: finance, csv: everyone,
    recordDelivery: finance, deliveries: finance, references: everyone,
  },
  corrections: {
    correct: finance, propose: finance, approve: finance, reject: finance, apply: finance, credit: finance, cancel: finance, takeLate: host, planRewind: finance, dryRun: finance, rewind: finance,
    get: finance, ofInvoice: everyone, document: everyone, documents: everyone, csv: everyone, bundle: everyone, list: everyone, proposals: finance,
  },
  adjustments: { record: finance, override: finance, approve: finance, withdraw: finance, get: finance, list: finance },
  taxes: { file: host, filings: finance },
  rating: { run: finance, inspect: finance, get: finance, list: finance },
  accruals: { accrue: finance },
  ratedUsage: { list: everyone, get: everyone },
  holds: { place: finance, post: finance, void: finance, expire: host, get: everyone, list: everyone },
  ledger: {
    list: finance, get: finance, listOfAccount: finance, balance: finance, balances: everyone, trialBalance: finance, openItems: everyone, statement: everyone, aging: everyone,
    adjust: finance, writeOff: finance, reverse: finance, close: finance, closings: finance, seal: host, head: finance, verify: finance, export: finance, revenue: finance,
  },
  payments: {
    start: everyone, receive: finance, apply: finance, get: everyone, trace: finance, ofDocument: everyone, list: everyone, refresh: finance, recover: finance, webhook: host,
    report: host, unreconciled: finance, resolve: finance, linkCustomer: finance, repairCustomer: finance, customers: finance, portal: everyone,
  },
  refunds: { request: finance, approve: finance, reject: finance, send: finance, refresh: finance, get: everyone, list: everyone },
  disputes: { addEvidence: finance, submit: finance, close: finance, get: finance, list: finance },
  budgets: {
    put: finance, end: finance, get: everyone, list: everyone, events: everyone, posture: everyone, decide: everyone, keepDecision: finance, decisions: everyone, scan: host,
  },
  prepaid: { put: finance, end: finance, list: everyone, figures: everyone, standings: everyone, history: everyone, decisions: everyone, report: finance },
  delinquency: { advance: host, get: everyone, history: everyone, list: everyone, notices: everyone, sendNotices: host, retryNotice: finance },
  restrictions: { of: everyone, place: finance, lift: finance, override: finance, revoke: finance, get: everyone, list: everyone, overrides: finance },
  quotas: {
    configure: finance, check: everyone, list: everyone, reserve: host, commit: host, release: host, expire: host, reservation: everyone, reservations: everyone,
  },
  reconciliation: { run: finance, get: finance, list: finance },
  resellers: { customers: resellers, margin: resellers },
  // What is gone is gone: that it goes is said by the host itself.
  retention: {
    decide: finance, review: finance, reviews: finance, placeHold: finance, liftHold: finance, holds: finance, previewCompaction: finance, compact: host, compactions: finance, previewRelease: finance, release: host,
    previewErasure: finance, erase: host, erasures: finance,
  },
  imports: { subscriptions: host, balances: host, history: host },
  runs: {
    start: finance, complete: finance, follow: finance, step: finance, work: finance, takeWork: host, release: finance, clear: finance, retry: finance, get: finance, list: finance,
    accounts: finance,
  },
  jobs: { run: finance, step: host, due: finance, list: finance },
  deliveries: { get: finance, list: finance, retry: finance, skip: finance, destinations: finance, pause: finance, resume: finance },
  sinks: { collect: host, deliver: host, latest: finance, list: finance },
  webhooks: { collect: host, deliver: host, endpoints: finance },
  outbox: { read: finance, heads: finance, deliver: host },
  steps: { once: host },
  audit: { list: finance, get: finance, refusals: finance },
  diagnostics: { byCorrelation: finance },
  catalog: { plans: finance, plan: finance, version: finance, diff: finance, features: finance },
}

/** Who an operation is for; nobody unless it is in the table. */
export function accessTo(operation: string): RoleAccess {
  const [area = '', name = ''] = operation.includes('.') ? operation.split('.') : ['', operation]
  const rows = Object.hasOwn(roleTable, area) ? roleTable[area] : undefined
  return (rows !== undefined && Object.hasOwn(rows, name) ? rows[name] : undefined) ?? host
}
