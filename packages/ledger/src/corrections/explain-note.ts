import { absolute, isZero, localDateOf, minorUnitsOf, signOf, type Decimal } from '@farthing/core'
import { numberText } from '../invoices/calculation-text.js'
import type { CreditNoteLine, DraftCreditNote, IssuedCreditNote } from '../invoices/documents/credit-note.js'

/**
 * A credit note or a supplementary invoice as readable text: which invoice it is about and why, each line with what was billed and what is due, taxes, and as last
 * line how its amount comes about: `991.00 + 188.29 = 1,179.29 EUR`. Lines that are there for another cause than the document name it.
 *
 * The same on every machine and in every locale; lines end with `\n`, the text does not.
 */
export function explainNote(note: DraftCreditNote | IssuedCreditNote): string {
  const digits = minorUnitsOf(note.currency)
  const shown = (amount: Decimal) => numberText(amount, digits)
  const verb = note.kind === 'credit_note' ? 'credited' : 'charged'
  const taxes = (note.taxes ?? []).map(({ tax, jurisdiction, percent, base, amount }) => `${tax} ${jurisdiction}, ${numberText(percent)} % on ${shown(base)}: ${shown(amount)}`)
  return [title(note), note.reason.text, ...note.lines.map((line) => lineText(line, note, { shown, verb })), ...taxes, totalText(note, shown)].join('\n')
}

function title(note: DraftCreditNote | IssuedCreditNote): string {
  const name = note.kind === 'credit_note' ? 'Credit note' : 'Supplementary invoice'
  const { account, from, to, zone, currency, invoice } = note
  const named = 'number' in note ? `${name} ${note.number}` : `Draft of a ${name.toLowerCase()}`
  return `${named} for ${invoice.number} of ${account}, from ${localDateOf(from, zone)} until ${localDateOf(to, zone)} (${zone}), in ${currency}`
}

interface Words {
  readonly shown: (amount: Decimal) => string
  readonly verb: string
}

function lineText({ description, billed, due, net, reason }: CreditNoteLine, document: DraftCreditNote, { shown, verb }: Words): string {
  const step = billed === undefined || due === undefined ? '' : ` billed ${shown(billed)}, due ${shown(due)}:`
  const why = reason === undefined || reason.text === document.reason.text ? '' : ` (${reason.text})`
  return `  ${description}:${step} ${shown(net)} ${verb}${why}`
}

function totalText({ totals: { net, tax, rounding, restored, payable }, currency }: DraftCreditNote, shown: Words['shown']): string {
  const steps = [tax, rounding].filter((amount) => !isZero(amount)).map((amount) => ` ${signOf(amount) < 0 ? '−' : '+'} ${shown(absolute(amount))}`)
  const back = isZero(restored) ? '' : ` − ${shown(restored)} back to paid credit`
  return `${shown(net)}${steps.join('')}${back} = ${shown(payable)} ${currency}`
}
