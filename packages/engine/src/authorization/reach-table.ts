import type { OperationCall } from '../operations/operation-call.js'

/**
 * How an operation is kept within the accounts of its caller.
 *
 * - `named`: the call names an account, or something that belongs to one. All of it is looked up first.
 * - `accounts`: a list that goes by accounts: without one it becomes the list of those in reach.
 * - `account`: a list that goes by one account: it has to be named where more than one is in reach.
 */
export type ReachRule = 'named' | 'accounts' | 'account'

type ReachTable = { readonly [area: string]: { readonly [operation: string]: ReachRule } }

/** What is not here is about the whole tenant, and is refused to a caller with a reach: also an operation that somebody forgot to enter. */
export const reachTable: ReachTable = {
  accounts: { get: 'named', list: 'accounts', billingAccount: 'named' },
  currencies: { snapshots: 'accounts' },
  subscriptions: { terms: 'named', get: 'named', list: 'accounts' },
  events: { list: 'account', count: 'account', conservation: 'named' },
  usage: { history: 'named', summaries: 'accounts', csv: 'accounts', summary: 'named', estimate: 'named', breakdown: 'named', series: 'named', costsCsv: 'named' },
  quotes: { estimate: 'named', project: 'named', upperBound: 'named' },
  credits: { get: 'named', list: 'accounts', balance: 'named', movements: 'accounts', runway: 'named' },
  invoices: {
    preview: 'named', groups: 'named', get: 'named', list: 'accounts', evidence: 'named', bundle: 'named', explain: 'named', prove: 'named', status: 'named', csv: 'named',
    deliveries: 'named', references: 'named',
  },
  corrections: { ofInvoice: 'named', document: 'named', documents: 'accounts', csv: 'named', bundle: 'named', list: 'accounts', proposals: 'accounts', get: 'named' },
  adjustments: { get: 'named', list: 'accounts' },
  rating: { list: 'accounts' },
  ratedUsage: { list: 'named', get: 'named' },
  holds: { get: 'named', list: 'account' },
  ledger: { balances: 'named', openItems: 'named', statement: 'named', aging: 'named' },
  payments: { start: 'named', portal: 'named', get: 'named', list: 'accounts', ofDocument: 'named', customers: 'named' },
  refunds: { get: 'named', list: 'accounts' },
  disputes: { get: 'named', list: 'accounts' },
  budgets: { get: 'named', list: 'accounts', events: 'accounts', posture: 'accounts', decide: 'named', decisions: 'accounts' },
  prepaid: { list: 'accounts', figures: 'named', standings: 'accounts', history: 'named', decisions: 'accounts' },
  delinquency: { get: 'named', history: 'named', list: 'accounts', notices: 'accounts' },
  restrictions: { of: 'named', get: 'named', list: 'accounts', overrides: 'accounts' },
  quotas: { check: 'named', list: 'named', reservation: 'named', reservations: 'accounts' },
  resellers: { customers: 'named', margin: 'named' },
}

/** The rule of an operation; none for one about the whole tenant. */
export function reachRule(operation: OperationCall['operation']): ReachRule | undefined {
  const [area = '', name = ''] = operation.split('.')
  const rules = Object.hasOwn(reachTable, area) ? reachTable[area] : undefined
  return rules !== undefined && Object.hasOwn(rules, name) ? rules[name] : undefined
}
