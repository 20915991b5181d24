import type { Instant } from '@farthing/core'
import type { LedgerTransaction, PostingOptions } from '../../book/ledger-transaction.js'
import { postChargeback, postChargebackReversal, postDisputeLost, postDisputeOpened, postDisputeWon } from '../../book/postings/dispute-postings.js'
import type { Dispute } from './dispute.js'
import { isVerdict } from './dispute-state.js'

/**
 * Every transaction that a dispute has caused so far, in order: those whose id the book does not have are to be posted.
 *
 * Money that is withheld stands in `disputes` until the verdict: won brings it back, lost opens again what the payment had settled. A chargeback opens it
 * at once, and won mirrors that. A verdict that turns an earlier one round is posted as well.
 *
 * Facts may come in any order: one more fact adds transactions and takes none away, because each is known by its place and not by its event.
 *
 * @throws `ledger.period_closed`
 */
export function disputeTransactions(dispute: Dispute, options?: PostingOptions): readonly LedgerTransaction[] {
  const posting = postingsOf(dispute, options)
  const charged = dispute.taken === 'charged_back'
  const transactions: LedgerTransaction[] = []
  let loss: LedgerTransaction | undefined
  let losses = 0
  let wins = 0
  const lose = (at: Instant): void => {
    losses += 1
    loss = charged ? posting.chargeback(losses, at) : posting.lost(losses, at)
    transactions.push(loss)
  }
  if (charged) lose(dispute.openedAt)
  else transactions.push(posting.opened('opened', dispute.openedAt))
  for (const { kind, at } of dispute.facts.filter(isVerdict)) {
    if (kind === 'lost' && loss === undefined) {
      if (!charged && wins > 0) transactions.push(posting.opened(`reopened/${wins}`, at))
      lose(at)
    }
    if (kind === 'won' && (loss !== undefined || wins === 0)) {
      if (loss !== undefined) transactions.push(posting.reversed(losses, at, loss))
      loss = undefined
      wins += 1
      if (!charged) transactions.push(posting.won(wins, at))
    }
  }
  return transactions
}

function postingsOf({ id: reference, tenant, provider, amount, parts, correlation, reason }: Dispute, options: PostingOptions | undefined) {
  const about = (step: string, bookedAt: Instant) => ({ tenant, key: `${reference}/${step}`, reference, bookedAt, correlation, cause: reason, provider, amount })
  return {
    opened: (step: string, at: Instant) => postDisputeOpened(about(step, at), options),
    won: (time: number, at: Instant) => postDisputeWon(about(`won/${time}`, at), options),
    lost: (time: number, at: Instant) => postDisputeLost({ ...about(`lost/${time}`, at), parts }, options),
    chargeback: (time: number, at: Instant) => postChargeback({ ...about(`lost/${time}`, at), parts }, options),
    reversed: (time: number, at: Instant, chargeback: LedgerTransaction) => postChargebackReversal({ ...about(`lost/${time}`, at), chargeback }, options),
  }
}
