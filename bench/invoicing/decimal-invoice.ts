import type { InvoiceInput } from '@farthing/ledger'
import { Decimal } from 'decimal.js'
import { paid, percents, promotional } from './sample-invoices.js'

export interface DecimalInvoice {
  readonly lines: readonly { readonly description: string; readonly amount: string; readonly credit: string }[]
  readonly net: string
  readonly tax: string
  readonly gross: string
  readonly payable: string
}

const cents = (value: Decimal): Decimal => value.toDecimalPlaces(2, Decimal.ROUND_HALF_EVEN)

/** The straightforward way to the same figures: arithmetic and texts, without checks, hashes, evidence, or what a line says beside its amount. */
export function decimalInvoice({ charges }: InvoiceInput): DecimalInvoice {
  const amounts = charges.map(({ amount }) => cents(new Decimal(amount)))
  const subtotal = Decimal.sum(0, ...amounts)
  const shares = shareOut(Decimal.min(promotional, subtotal), amounts, subtotal)
  const taxOf = (category: keyof typeof percents) => {
    const base = charges.reduce((sum, { taxCategory }, index) => (taxCategory === category ? sum.plus(amounts[index] ?? 0).minus(shares[index] ?? 0) : sum), new Decimal(0))
    return cents(base.times(percents[category]).div(100))
  }
  const net = subtotal.minus(Decimal.sum(0, ...shares))
  const tax = taxOf('standard').plus(taxOf('reduced'))
  const gross = net.plus(tax)
  return {
    lines: charges.map(({ component }, index) => ({ description: component, amount: String(amounts[index]), credit: String(shares[index]) })),
    net: net.toString(), tax: tax.toString(), gross: gross.toString(), payable: gross.minus(Decimal.min(paid, gross)).toString(),
  }
}

/** Largest remainders: each line its share rounded down, then a cent more for those that lost most. */
function shareOut(total: Decimal, amounts: readonly Decimal[], sum: Decimal): readonly Decimal[] {
  if (sum.isZero()) return amounts.map(() => new Decimal(0))
  const exact = amounts.map((amount) => total.times(amount).div(sum))
  const shares = exact.map((share) => share.toDecimalPlaces(2, Decimal.ROUND_DOWN))
  const left = total.minus(Decimal.sum(0, ...shares)).times(100).toNumber()
  const byLoss = exact.map((share, index) => ({ index, loss: share.minus(shares[index] ?? 0) })).sort((a, b) => b.loss.comparedTo(a.loss) || a.index - b.index)
  for (const { index } of byLoss.slice(0, left)) shares[index] = (shares[index] ?? new Decimal(0)).plus('0.01')
  return shares
}
