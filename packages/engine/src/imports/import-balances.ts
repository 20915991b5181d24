import { describeValue, fail, money, parseLocalDate, type Account, type Instant, type LocalDate, type Money } from '@farthing/core'
import { checkGrant, postOpeningBalance, type CreditKind, type LedgerTransaction } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import { boundaryIn } from '../billing-period.js'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { keepGrant } from '../credits/grant-credit.js'
import { importRows, type ImportResult, type ImportRows, type ReferencedRow } from './import-rows.js'
import { optionalText, referenceOf, refuse, rowFields, textOf } from './row-fields.js'

interface BalanceRow extends ReferencedRow {
  readonly account: string
  readonly kind: 'receivable' | 'paid_credit' | 'promotional_credit'
  readonly amount: string
  readonly currency: string
  readonly expiresAt?: string
  readonly accountingDate?: string
}

const fields = ['reference', 'account', 'kind', 'amount', 'currency', 'expiresAt', 'accountingDate']

/** Grants of credit by kind of row, and the allowances that granting books them under. */
const credits: { readonly [kind in BalanceRow['kind']]?: { readonly kind: CreditKind; readonly allowance: string } } = {
  paid_credit: { kind: 'paid', allowance: 'credit' },
  promotional_credit: { kind: 'promotional', allowance: 'promotion' },
}

/**
 * Imports what stands open: `reference`, `account`, `kind`, `amount` in major units, `currency`, and optionally `accountingDate`. The other side of each is
 * `opening_balances`: its revenue is in the books of the other system.
 *
 * - `receivable`: an unpaid document over there, as an open item of the account by its reference. Payments settle it as they settle documents.
 * - `paid_credit`, `promotional_credit`: what is left of credit, as a grant by its reference, with `expiresAt` if it has one. In the currency of the account: in
 *   another one no document would ever take it.
 *
 * @throws never for a row; see `importRows`. Rows refuse with `account.unknown`, `ledger.amount_invalid`, `ledger.period_closed`, `money.*`, `credit.grant_invalid`
 */
export function importBalances(context: BillingContext, input: ImportRows): Promise<ImportResult> {
  return importRows(context, input, {
    kind: 'imports.balance',
    read: readRow,
    perform: (target, rows, options) => Promise.all(rows.map((row) => importBalance(target, { ...options, ...row }))),
  })
}

function readRow(input: unknown): BalanceRow {
  const row = rowFields(input, fields)
  const { kind } = row
  if (kind !== 'receivable' && kind !== 'paid_credit' && kind !== 'promotional_credit') return refuse('kind', `is ${describeValue(kind)}, and not receivable, paid_credit or promotional_credit`)
  if (kind === 'receivable' && row['expiresAt'] !== undefined) refuse('expiresAt', 'is for credit: what is owed does not expire')
  return {
    reference: referenceOf(row),
    account: textOf(row, 'account'),
    kind,
    amount: textOf(row, 'amount'),
    currency: textOf(row, 'currency'),
    ...optionalText(row, 'expiresAt'),
    ...optionalText(row, 'accountingDate'),
  }
}

function importBalance(context: BillingContext, input: CommandOptions & BalanceRow): Promise<LedgerTransaction> {
  return runCommand(context, {
    kind: 'imports.balance',
    input,
    perform: async (stores, at) => {
      const account = await stores.accounts.get(input.account)
      if (account === undefined) return fail('account.unknown', { field: 'account', because: `is ${JSON.stringify(input.account)}`, facts: { account: input.account } })
      await stores.accounts.lock(account.id)
      const amount = money(input.amount, input.currency, 'amount')
      const grant = credits[input.kind]
      if (grant !== undefined && amount.currency !== account.currency) refuse('currency', `is ${amount.currency}, and documents of ${account.id} are in ${account.currency}: they would never take this credit`)
      const posting = openingPosting(context, { input, amount, takenOver: grant === undefined ? { account: account.id, item: input.reference } : { allowance: grant.allowance } }, at)
      if (grant !== undefined) await grantRest(context, stores, { input, account, amount, kind: grant.kind }, at)
      await stores.ledger.put(posting)
      return posting.id
    },
    recall: (stores, id) => stores.ledger.get(id),
  })
}

interface Opening {
  readonly input: CommandOptions & BalanceRow
  readonly amount: Money
}

function openingPosting({ tenant, digest }: BillingContext, { input, amount, takenOver }: Opening & { readonly takenOver: Parameters<typeof postOpeningBalance>[0]['takenOver'] }, bookedAt: Instant): LedgerTransaction {
  const { key, reference, actor, correlation = key, accountingDate } = input
  const on = accountingDate === undefined ? {} : { accountingDate: dateOf(accountingDate) }
  return postOpeningBalance({ tenant, key, reference, bookedAt, correlation, ...(actor === undefined ? {} : { actor }), ...on, takenOver, amount }, { digest })
}

function dateOf(text: string): LocalDate {
  return parseLocalDate(text, 'accountingDate')
}

async function grantRest(context: BillingContext, stores: Stores, { input, account, amount, kind }: Opening & { readonly account: Account; readonly kind: CreditKind }, at: Instant): Promise<void> {
  const { reference: id, expiresAt } = input
  const ends = expiresAt === undefined ? {} : { expiresAt: boundaryIn(expiresAt, account.zone, 'expiresAt') }
  await keepGrant(context, stores, checkGrant({ id, account: account.id, kind, ...amount, priority: 100, createdAt: at, effectiveAt: at, ...ends }), at)
}
