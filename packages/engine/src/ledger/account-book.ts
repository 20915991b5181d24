import { agingOf, bookAsOf, customerBalances, openItems, statementOf, trialBalance, type Aging, type BookMoment, type ChainLink, type CustomerBalance, type LedgerTransaction, type OpenItem, type Statement, type TrialBalanceRow } from '@farthing/ledger'
import { parseInstant, type CurrencyCode, type Interval, type LocalDate } from '@farthing/core'
import { listAll, type Stores } from '@farthing/ports'

export interface StatementRequest extends Interval {
  readonly account: string
  readonly currency: CurrencyCode
}

export interface AgingRequest {
  readonly account: string
  /** Last day on which nothing of it is overdue. */
  readonly asOf: LocalDate
  /** Last day overdue of each bucket but the last; 30, 60 and 90 unless given. */
  readonly bounds?: readonly number[]
}

/** Every transaction that touches a billing account. */
export function bookOf(stores: Stores, account: string): Promise<readonly LedgerTransaction[]> {
  return listAll((page) => stores.ledger.listOfAccount(account, page))
}

/** Where an account stands, or stood, one row for each currency. */
export async function balancesOfAccount(stores: Stores, account: string, moment: BookMoment = {}): Promise<readonly CustomerBalance[]> {
  return customerBalances(await asOf(stores, await bookOf(stores, account), moment), account)
}

/** Every account of the book with its balance, now or as it was. */
export async function trialBalanceOf(stores: Stores, moment: BookMoment = {}): Promise<readonly TrialBalanceRow[]> {
  return trialBalance(await asOf(stores, await listAll((page) => stores.ledger.list(page)), moment))
}

/** Documents of an account that are not settled, and what stands to its credit, by opening time. */
export async function openItemsOfAccount(stores: Stores, account: string): Promise<readonly OpenItem[]> {
  return openItems(await bookOf(stores, account), { role: 'receivable', account })
}

/** What an account was billed and paid between two instants, with the balance after each entry. */
export async function statementOfAccount(stores: Stores, { account, currency, from, to }: StatementRequest): Promise<Statement> {
  return statementOf(await bookOf(stores, account), { account: { role: 'receivable', account }, currency, from, to })
}

/** How long what an account owes is overdue. A document without a due date, and what is no document, is not due. */
export async function agingOfAccount(stores: Stores, { account, asOf: day, bounds }: AgingRequest): Promise<readonly Aging[]> {
  const items = await openItemsOfAccount(stores, account)
  const dueDates = new Map<string, LocalDate>()
  for (const { item } of items) {
    const document = item === undefined ? undefined : await stores.documents.get(item)
    if (item !== undefined && document?.dueDate !== undefined) dueDates.set(item, document.dueDate)
  }
  return agingOf({ items, dueDates, asOf: day, ...(bounds !== undefined && { bounds }) })
}

async function asOf(stores: Stores, book: readonly LedgerTransaction[], { bookedAt, sequence }: BookMoment): Promise<readonly LedgerTransaction[]> {
  const until = bookedAt === undefined ? {} : { bookedAt: parseInstant(bookedAt, { field: 'bookedAt' }) }
  if (sequence === undefined) return bookAsOf(book, until)
  return bookAsOf(book, { ...until, sequence }, await linksUpTo(stores, sequence))
}

const batch = 1_000

async function linksUpTo({ chain }: Stores, sequence: number): Promise<readonly ChainLink[]> {
  const links: ChainLink[] = []
  while (links.length < sequence) {
    const chained = await chain.list(links.length, Math.min(batch, sequence - links.length))
    if (chained.length === 0) break
    links.push(...chained.map(({ link }) => link))
  }
  return links
}
