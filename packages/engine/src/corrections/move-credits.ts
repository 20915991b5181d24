import { addAll, hashContent, negate, signOf, smallest, subtract, type Decimal, type Hash, type Instant } from '@farthing/core'
import { amountsOf, noteIdOf, postCreditRestoration, type AmountGrant, type Correction, type CreditConsumption, type CreditRestoration, type IssuedInvoice } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { consumeCredits } from '../credits/consume-credits.js'
import { keepPaidCredit } from '../credits/keep-paid-credit.js'
import { loadGrants } from '../credits/load-credits.js'
import { restoreCredits } from '../credits/restore-credits.js'

export interface MoveCredits {
  readonly invoice: IssuedInvoice
  readonly correction: Correction
  readonly at: Instant
}

export interface MovedCredits {
  readonly promotional: readonly CreditRestoration[]
  /** Paid credit that comes back instead of money. */
  readonly paid: readonly CreditRestoration[]
}

/**
 * Books what a correction does to grants. Promotional credit follows the lines in both directions, because it is a discount of theirs. Paid credit comes back to the
 * slices that credited lines burned, newest first, as far as a credit note goes; burns never move between documents.
 */
export async function moveCredits(context: BillingContext, stores: Stores, move: MoveCredits): Promise<MovedCredits> {
  const { correction: { outcome, delta, totals } } = move
  if (outcome === 'written_off') return { promotional: [], paid: [] }
  const promotional = await movePromotional(context, stores, move)
  if (outcome !== 'credit_note') return { promotional, paid: [] }
  const paid: CreditRestoration[] = []
  let left = negate(totals.gross)
  for (const line of delta.lines) {
    const amount = smallest(left, negate(amountsOf(line, delta.prices).gross))
    if (signOf(amount) <= 0) continue
    const back = await restorePaid(context, stores, { ...move, line: line.line, amount })
    paid.push(...back)
    left = subtract(left, addAll(back.map((each) => each.amount)))
  }
  return { promotional, paid }
}

async function movePromotional(context: BillingContext, stores: Stores, { invoice, correction, at }: MoveCredits): Promise<readonly CreditRestoration[]> {
  const moved = correction.delta.lines.flatMap(({ line, discounts }) => discounts.flatMap(({ kind, key, grant = key, amount }) => (kind === 'promotional_credit' ? [{ line, grant, amount }] : [])))
  const restored: CreditRestoration[] = []
  for (const { line, grant, amount } of moved.filter((each) => signOf(each.amount) < 0)) {
    const note = noteIdOf(correction, context.digest)
    restored.push(...(await restoreCredits(context, stores, { document: invoice.id, lines: [line], grant, amount: negate(amount), creditNote: note, at, bookedAt: at })).restorations)
  }
  const consumptions: readonly CreditConsumption[] = moved.filter(({ amount }) => signOf(amount) > 0)
  if (consumptions.length > 0) {
    await consumeCredits(context, stores, { document: invoice.id, consumptions, grants: await loadGrants(stores, { account: invoice.account }), at: invoice.to, bookedAt: at })
  }
  return restored
}

async function restorePaid(context: BillingContext, stores: Stores, { invoice, correction, at, line, amount }: MoveCredits & { readonly line: string; readonly amount: Decimal }): Promise<readonly CreditRestoration[]> {
  const { tenant, digest } = context
  const note = noteIdOf(correction, digest)
  const { restorations } = await restoreCredits(context, stores, { document: invoice.id, lines: [line], kind: 'paid', amount, creditNote: note, at, bookedAt: at })
  for (const { grant, restores, regrant, amount: back } of restorations) {
    const key = hashContent('credit-note-restoration/1', [note, grant, restores], digest)
    const money = { amount: back, currency: invoice.currency }
    await stores.ledger.put(postCreditRestoration({ tenant, key, reference: note, bookedAt: at, account: invoice.account, grant: regrant?.id ?? grant, document: invoice.id, amount: money }, { digest }))
  }
  return restorations
}

/** What cannot lower the invoice any more becomes paid credit of the account. */
export async function creditAccount(context: BillingContext, stores: Stores, { invoice, note, amount, at }: { readonly invoice: IssuedInvoice; readonly note: Hash; readonly amount: Decimal; readonly at: Instant }): Promise<void> {
  const { tenant, digest } = context
  const { account, currency } = invoice
  const id = hashContent('credited-account/1', [note], digest)
  const grant: AmountGrant = { id, account, kind: 'paid', priority: 0, createdAt: at, effectiveAt: at, currency, amount, reason: `Credit for ${invoice.number}` }
  await keepPaidCredit(stores, grant, at)
  await stores.ledger.put(postCreditRestoration({ tenant, key: id, reference: note, bookedAt: at, account, grant: id, document: invoice.id, amount: { amount, currency } }, { digest }))
}
