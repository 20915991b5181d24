import { addMoney, compareMoney, fail, type Money } from '@farthing/core'
import type { IssuedCreditNote, NamedAllocation, OpenDocument } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'

/**
 * What is named as the documents that the book has open. A supplementary invoice stands on the invoice that it adds to: named by its own id, it is what it asks for of what is
 * open there. An invoice and what was added to it are one document, so they may be named together.
 *
 * @throws `payment.allocation_invalid` for a credit note, which nobody pays
 */
export async function documentsMeant(stores: Stores, named: readonly NamedAllocation[], open: readonly OpenDocument[]): Promise<readonly NamedAllocation[]> {
  const meant = new Map<string, NamedAllocation>()
  const seen = new Set<string>()
  for (const [index, given] of named.entries()) {
    if (seen.has(given.item)) fail('payment.allocation_invalid', { field: `documents[${index}].item`, because: `is ${JSON.stringify(given.item)} for the second time`, facts: { item: given.item } })
    seen.add(given.item)
    const isOpen = open.some(({ item }) => item === given.item)
    const note = isOpen ? undefined : await stores.corrections.findNote(given.item)
    const each = note === undefined ? given : partOf(note, given, open, `documents[${index}].item`)
    meant.set(each.item, together(meant.get(each.item), each))
  }
  return [...meant.values()]
}

function partOf({ kind, number, invoice, currency, totals }: IssuedCreditNote, { item, amount }: NamedAllocation, open: readonly OpenDocument[], field: string): NamedAllocation {
  if (kind === 'credit_note') fail('payment.allocation_invalid', { field, because: `is the credit note ${number}, on which nothing is paid`, facts: { item } })
  const asked: Money = { amount: totals.payable, currency }
  const left = open.find((document) => document.item === invoice.id && document.open.currency === currency)?.open
  // What has nothing open is refused by the name that was given.
  if (left === undefined) return { item }
  return { item: invoice.id, amount: amount ?? (compareMoney(left, asked) < 0 ? left : asked) }
}

/** Without an amount it is all that is open. */
function together(first: NamedAllocation | undefined, second: NamedAllocation): NamedAllocation {
  if (first === undefined) return second
  const { item } = first
  return first.amount === undefined || second.amount === undefined ? { item } : { item, amount: addMoney(first.amount, second.amount) }
}
