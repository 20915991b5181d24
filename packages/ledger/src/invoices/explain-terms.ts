import { absolute, addAll, isZero, signOf, type Decimal } from '@farthing/core'
import { numberText } from './calculation-text.js'
import type { DraftInvoice } from './invoice.js'

/** What stands on a document behind its lines, a text line for each: rates of exchange, adjustments by hand, discounts, taxes, paid credit, cash rounding. Empty without terms. */
export function termTexts({ conversions = [], adjustments = [], discounts = [], tax, settlements = [], totals }: DraftInvoice, digits: number): readonly string[] {
  const shown = (amount: Decimal) => numberText(amount, digits)
  const taxes = (tax?.taxes ?? []).map(({ tax: name, jurisdiction, percent, base, amount, reason }) => {
    const rate = `${name} ${jurisdiction}, ${numberText(percent)} % on ${shown(base)}`
    return `${rate}${reason === undefined ? '' : ` (${reason.text})`}: ${shown(amount)}${tax?.prices === 'inclusive' ? ', included' : ''}`
  })
  return [
    ...conversions.map(({ base, rate, quote, provider, at }) => `1 ${base} is ${numberText(rate)} ${quote} (${provider}, ${at.slice(0, 10)})`),
    ...adjustments.map(({ label, reason, actor, amount }) => `${label} (${reason}, by ${actor}): ${shown(amount)}`),
    ...discounts.map(({ label, amount }) => `${label}: −${shown(amount)}`),
    ...taxes,
    ...settlements.map(({ label, amount }) => `${label}, paid before: −${shown(amount)}`),
    ...(isZero(totals.rounding) ? [] : [`Cash rounding: ${shown(totals.rounding)}`]),
  ]
}

/** How what is payable comes about from the lines and the terms: `62.35 + 20.00 − 20.24 + 9.89 − 20.00 = 52.00 EUR`. */
export function payableText({ lines, adjustments = [], tax, totals, currency }: DraftInvoice, digits: number): string {
  const listed = addAll(lines.map(({ amount }) => amount))
  const steps: readonly (readonly [sign: '+' | '−', amount: Decimal])[] = [
    ...adjustments.map(({ amount }) => ['+', amount] as const),
    ['−', totals.discounts],
    ['+', tax?.prices === 'inclusive' ? '0' : totals.tax],
    ['−', totals.credits],
    ['+', totals.rounding],
  ]
  const texts = steps.filter(([, amount]) => !isZero(amount)).map(([sign, amount]) => ` ${stepText(sign, amount, digits)}`)
  return `${numberText(listed, digits)}${texts.join('')} = ${numberText(totals.payable, digits)} ${currency}`
}

function stepText(sign: '+' | '−', amount: Decimal, digits: number): string {
  return signOf(amount) < 0 ? `− ${numberText(absolute(amount), digits)}` : `${sign} ${numberText(amount, digits)}`
}
