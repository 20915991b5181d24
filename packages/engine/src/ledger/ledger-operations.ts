import { startChain, type Aging, type BookMoment, type ChainHead, type ChainVerification, type CustomerBalance, type LedgerAccount, type LedgerTransaction, type OpenItem, type RevenueRow, type Statement, type TrialBalanceRow } from '@farthing/ledger'
import type { BookClosing, LedgerBalance, Page, PageRequest, Stores, TimeScope } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { agingOfAccount, balancesOfAccount, openItemsOfAccount, statementOfAccount, trialBalanceOf, type AgingRequest, type StatementRequest } from './account-book.js'
import { checkFilter } from '../filters/check-filter.js'
import { timeRules } from '../filters/scope-rules.js'
import { adjustAccount, type AdjustAccount } from './adjust-account.js'
import { exportBook, revenueOf, type ExportBook } from './book-exports.js'
import { closeBook, type CloseBook } from './close-book.js'
import { reversePosting, type ReversePosting } from './reverse-posting.js'
import { sealBook, type SealRunOfBook } from './seal-book.js'
import { verifyBook, type VerifyBook } from './verify-book.js'
import { writeOffDocument, type WriteOffDocument } from './write-off-document.js'

/** Conditions that must hold together. */
export interface LedgerFilter extends TimeScope {
  readonly account?: string
}

export interface LedgerOperations {
  /** By booking time: by account, in any role, and time of booking. */
  list(filter?: LedgerFilter, page?: PageRequest): Promise<Page<LedgerTransaction>>
  get(id: string): Promise<LedgerTransaction | undefined>
  /** Those with an entry of a billing account, in any role; by booking time. */
  listOfAccount(account: string, page?: PageRequest): Promise<Page<LedgerTransaction>>
  /** Of one account of the book, per currency: `{ role: 'receivable', account: 'acme' }`. */
  balance(account: LedgerAccount): Promise<readonly LedgerBalance[]>
  /** Where a billing account stands, or stood at a moment: owed, accrued, credit, one row for each currency. */
  balances(account: string, moment?: BookMoment): Promise<readonly CustomerBalance[]>
  /** Every account of the book, now or at a moment. */
  trialBalance(moment?: BookMoment): Promise<readonly TrialBalanceRow[]>
  /** Documents of a billing account that are not settled. */
  openItems(account: string): Promise<readonly OpenItem[]>
  /** What a billing account was billed and paid, with the balance after each entry. */
  statement(scope: StatementRequest): Promise<Statement>
  /** How long what a billing account owes is overdue. */
  aging(scope: AgingRequest): Promise<readonly Aging[]>
  /** Charges or credits an account by hand. */
  adjust(input: AdjustAccount): Promise<LedgerTransaction>
  /** Gives up what is open of a document. */
  writeOff(input: WriteOffDocument): Promise<LedgerTransaction>
  /** Takes a recorded transaction back by its mirror image, once; on the first open day where its own is closed. */
  reverse(input: ReversePosting): Promise<LedgerTransaction>
  /** Closes the books through the end of a period, for good. */
  close(input: CloseBook): Promise<BookClosing>
  /** Closings, by day. */
  closings(page?: PageRequest): Promise<Page<BookClosing>>
  /** Puts committed transactions into the chain. Run it from a job. */
  seal(): Promise<SealRunOfBook>
  /** How far the chain reaches: an anchor, once it is kept where the book's owner cannot write. */
  head(): Promise<ChainHead>
  /** Holds the book against its chain, and names the first bad place. */
  verify(about?: VerifyBook): Promise<ChainVerification>
  /** The book as text, line by line. */
  export(about: ExportBook): AsyncIterable<string>
  /** Revenue by period of the books, product and currency. */
  revenue(unit: 'year' | 'month' | 'day'): Promise<readonly RevenueRow[]>
}

export function ledgerOperations(context: BillingContext): LedgerOperations {
  const { storage, tenant, digest } = context
  const read = <T>(work: (stores: Stores) => Promise<T>): Promise<T> => storage.transaction(tenant, work)
  return {
    list: async (filter, page) => {
      const { account, ...when } = checkFilter<LedgerFilter>(filter, { account: 'text', ...timeRules })
      return read(({ ledger }) => (account === undefined ? ledger.list(page, when) : ledger.listOfAccount(account, page, when)))
    },
    get: (id) => read((stores) => stores.ledger.get(id)),
    listOfAccount: (account, page) => read((stores) => stores.ledger.listOfAccount(account, page)),
    balance: (account) => read((stores) => stores.ledger.balance(account)),
    balances: (account, moment) => read((stores) => balancesOfAccount(stores, account, moment)),
    trialBalance: (moment) => read((stores) => trialBalanceOf(stores, moment)),
    openItems: (account) => read((stores) => openItemsOfAccount(stores, account)),
    statement: (scope) => read((stores) => statementOfAccount(stores, scope)),
    aging: (scope) => read((stores) => agingOfAccount(stores, scope)),
    adjust: (input) => adjustAccount(context, input),
    writeOff: (input) => writeOffDocument(context, input),
    reverse: (input) => reversePosting(context, input),
    close: (input) => closeBook(context, input),
    closings: (page) => read((stores) => stores.bookPeriods.list(page)),
    seal: () => sealBook(context),
    head: () => read(async ({ chain }) => headOf((await chain.head()) ?? startChain(tenant, digest))),
    verify: (about) => verifyBook(context, about),
    export: (about) => exportBook(context, about),
    revenue: (unit) => revenueOf(context, unit),
  }
}

function headOf({ tenant, sequence, hash }: ChainHead): ChainHead {
  return { tenant, sequence, hash }
}
