import type { CreditConsumption, DraftInvoice } from '@farthing/ledger'

/** What a document took from grants: promotional credit before tax, then paid credit after it, each in burn order. */
export function consumptionsOf({ discounts = [], settlements = [] }: Pick<DraftInvoice, 'discounts' | 'settlements'>): readonly CreditConsumption[] {
  const promotional = discounts.flatMap(({ grant, lines }) => (grant === undefined ? [] : lines.map(({ line, amount }) => ({ grant, line, amount }))))
  const paid = settlements.flatMap(({ grant, lines }) => lines.map(({ line, amount }) => ({ grant, line, amount })))
  return [...promotional, ...paid]
}
