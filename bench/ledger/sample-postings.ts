import { postPayment, type LedgerTransaction } from '@farthing/ledger'

/** Payments of 50.00 EUR, each of two entries and one of 1,000 accounts: the transactions from `from` on, `count` of them. */
export function samplePostings(from: number, count: number): readonly LedgerTransaction[] {
  return Array.from({ length: count }, (_, index) => samplePosting(from + index))
}

export function samplePosting(number: number): LedgerTransaction {
  const account = `account-${number % 1_000}`
  const amount = { amount: '50', currency: 'EUR' } as const
  return postPayment({
    tenant: 'bench',
    key: `payment-${number}`,
    reference: `payment-${number}`,
    bookedAt: '2026-11-02T12:00:00.000000Z',
    account,
    provider: 'bank',
    amount,
    parts: [{ to: 'document', account, item: `invoice-${number}`, amount }],
  })
}
