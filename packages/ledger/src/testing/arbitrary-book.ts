import * as fc from 'fast-check'
import { fromMinorUnits, instantOfEpochMs, type CurrencyCode, type Money } from '@farthing/core'
import type { LedgerTransaction, PostingOrigin } from '../book/ledger-transaction.js'
import { applyPayment } from '../book/postings/apply-payment.js'
import { postCreditBurn, postCreditGrant, postPrepayment } from '../book/postings/credit-postings.js'
import { postChargeback, postDisputeOpened } from '../book/postings/dispute-postings.js'
import { postAccrual } from '../book/postings/post-accrual.js'
import { postAdjustment } from '../book/postings/post-adjustment.js'
import { postConversion } from '../book/postings/post-conversion.js'
import { postOpeningBalance } from '../book/postings/post-opening-balance.js'
import { postPayment } from '../book/postings/post-payment.js'
import { postWriteOff } from '../book/postings/post-write-off.js'
import { reverseTransaction } from '../book/reverse-transaction.js'

/** One thing that happens to a book. */
interface BookEvent {
  readonly kind: (typeof eventKinds)[number]
  readonly account: string
  readonly currency: CurrencyCode
  /** Whole minor units from 1; far beyond any machine number now and then. */
  readonly units: bigint
  readonly document: number
  /** Minutes since the event before; negative when a clock runs backwards. */
  readonly minutes: number
}

const eventKinds = ['accrual', 'adjustment', 'payment', 'application', 'prepayment', 'grant', 'burn', 'dispute', 'chargeback', 'writeOff', 'conversion', 'opening', 'reversal'] as const

/** Books of two accounts in currencies with 0, 2 and 3 minor digits: up to 20 business events, and at least `minLength` transactions, booked by clocks that may run backwards. */
export function arbitraryBook(options: { readonly minLength?: number } = {}): fc.Arbitrary<readonly LedgerTransaction[]> {
  const event = fc.record<BookEvent>({
    kind: fc.constantFrom(...eventKinds),
    account: fc.constantFrom('acme', 'ünïcode "shop"'),
    currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
    units: fc.oneof({ weight: 5, arbitrary: fc.bigInt(1n, 10_000_000n) }, { weight: 1, arbitrary: fc.bigInt(1n, 10n ** 30n) }),
    document: fc.integer({ min: 1, max: 4 }),
    minutes: fc.integer({ min: -90, max: 2_000 }),
  })
  const { minLength = 0 } = options
  // Reversals before there is anything to reverse post nothing.
  return fc.array(event, { minLength, maxLength: 20 }).map(bookOf).filter((book) => book.length >= minLength)
}

const start = 1_793_577_600_000
const minuteMs = 60_000

function bookOf(events: readonly BookEvent[]): readonly LedgerTransaction[] {
  const book: LedgerTransaction[] = []
  const reversed = new Set<string>()
  let minutes = 0
  for (const [index, event] of events.entries()) {
    minutes += event.minutes
    const origin = { tenant: 'default', key: `k${index}`, reference: `doc-${event.document}`, bookedAt: instantOfEpochMs(start + minutes * minuteMs) }
    const posted = event.kind === 'reversal' ? reversalIn(book, reversed, origin) : postEvent(event, origin)
    if (posted !== undefined) book.push(posted)
  }
  return book
}

/** Reverses the oldest transaction that is not reversed and no reversal itself. */
function reversalIn(book: readonly LedgerTransaction[], reversed: Set<string>, { bookedAt }: PostingOrigin): LedgerTransaction | undefined {
  const recorded = book.find(({ id, kind }) => kind !== 'reversed' && !reversed.has(id))
  if (recorded === undefined) return undefined
  reversed.add(recorded.id)
  return reverseTransaction({ recorded, bookedAt })
}

function postEvent({ kind, account, currency, units, document }: BookEvent, origin: PostingOrigin): LedgerTransaction | undefined {
  const amount: Money = fromMinorUnits(units.toString(), currency)
  const item = `doc-${document}`
  const grant = { account, grant: `grant-${document}`, amount }
  const parts = [{ to: 'document', account, item, amount }] as const
  switch (kind) {
    case 'accrual':
      return postAccrual({ ...origin, account, currency, products: [{ product: 'api', exact: amount.amount }], recorded: [] })
    case 'adjustment':
      return postAdjustment({ ...origin, account, item, reason: 'setup', amount })
    case 'payment':
      return postPayment({ ...origin, account, provider: 'stripe', amount: fromMinorUnits((units + 7n).toString(), currency), parts })
    case 'application':
      return applyPayment({ ...origin, account, currency, parts })
    case 'prepayment':
      return postPrepayment({ ...origin, ...grant, provider: 'bank: main', wallet: 'main' })
    case 'grant':
      return postCreditGrant({ ...origin, ...grant })
    case 'burn':
      return postCreditBurn({ ...origin, ...grant, wallet: 'main', document: item })
    case 'dispute':
      return postDisputeOpened({ ...origin, provider: 'stripe', amount })
    case 'chargeback':
      return postChargeback({ ...origin, provider: 'stripe', amount, parts })
    case 'writeOff':
      return postWriteOff({ ...origin, account, document: item, reason: 'insolvency', amount })
    case 'conversion':
      return postConversion({
        ...origin,
        debit: { account: { role: 'unapplied_cash', account }, amount: { amount: '3', currency: 'USD' } },
        credit: { account: { role: 'receivable', account }, amount, item },
      })
    case 'opening':
      return postOpeningBalance({ ...origin, takenOver: { account, item }, amount })
    case 'reversal':
      return undefined
  }
}
