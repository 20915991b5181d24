import { fail, type Hash } from '@farthing/core'
import { ledgerTransactionId, postAccrual, type LedgerTransaction } from '@farthing/ledger'
import type { RatingRun, Stores } from '@farthing/ports'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { bookOf } from '../ledger/account-book.js'

export interface AccrueUsage extends CommandOptions {
  /** Id of the rating run whose usage is booked: the last one of its document. */
  readonly run: Hash
}

/** What a rating run has in the book. */
export interface Accrual {
  readonly run: RatingRun
  /** Absent where the run changed nothing that is booked. */
  readonly transaction?: LedgerTransaction
}

/**
 * Books the usage of a rating run as accrued: for each product its rounded exact amount so far, less what is booked already. Live balances have it at once.
 *
 * Fees, minimums and caps are no usage and come with the invoice, which takes all accruals of its period back. A run is booked once, whatever the key.
 *
 * @throws `accrual.run_unknown`; `accrual.run_stale` when its document was rated again; `invoice.exists` once that is issued; `ledger.period_closed`;
 *   `command.conflict`
 */
export function accrueUsage(context: BillingContext, input: AccrueUsage): Promise<Accrual> {
  return runCommand(context, {
    kind: 'accruals.accrue',
    input,
    perform: async (stores, bookedAt) => {
      const run = await stores.ratingRuns.get(input.run)
      if (run === undefined) return fail('accrual.run_unknown', { field: 'run', because: `is ${JSON.stringify(input.run)}` })
      // Whoever issues the document takes this turn too, so that no accrual comes behind the reversal.
      await stores.accounts.lock(run.account)
      await refuseStale(stores, run)
      const { document, account, currency, charges } = run
      const { actor, correlation = input.key } = input
      const products = charges.filter(({ meter }) => meter !== undefined).map(({ product, amount }) => ({ ...(product !== undefined && { product }), exact: amount }))
      const origin = { tenant: context.tenant, key: run.id, reference: document, bookedAt, correlation, ...(actor !== undefined && { actor }) }
      const recorded = await accrualsOf(stores, { account, document })
      const posting = postAccrual({ ...origin, account, currency, products, mode: context.rounding.mode, recorded }, { digest: context.digest, periods: await stores.bookPeriods.current() })
      if (posting !== undefined) await stores.ledger.put(posting)
      return run.id
    },
    recall: async (stores, id) => {
      const run = await stores.ratingRuns.get(id)
      const transaction = await stores.ledger.get(ledgerTransactionId({ tenant: context.tenant, kind: 'usage_accrued', key: id }, context.digest))
      return run && { run, ...(transaction !== undefined && { transaction }) }
    },
  })
}

async function refuseStale(stores: Stores, { id, document, sequence }: RatingRun): Promise<void> {
  const issued = await stores.documents.get(document)
  if (issued !== undefined) fail('invoice.exists', { field: 'run', because: `is of invoice ${issued.number}, which is issued`, facts: { invoice: document, number: issued.number } })
  const latest = await stores.ratingRuns.latest(document)
  if (latest?.id === id) return
  fail('accrual.run_stale', { field: 'run', because: `is run ${sequence} of its document, and ${latest?.sequence ?? 0} is the last`, facts: { run: id, latest: latest?.id ?? null } })
}

/** What is accrued for a document, and taken back. */
export async function accrualsOf(stores: Stores, { account, document }: { readonly account: string; readonly document: Hash }): Promise<readonly LedgerTransaction[]> {
  return (await bookOf(stores, account)).filter(({ kind, reference }) => reference === document && (kind === 'usage_accrued' || kind === 'accrual_reversed'))
}
