import { compare, signOf, type Exact } from '@farthing/core'
import { numberText } from '../invoices/calculation-text.js'
import type { LineDifference, LineFigures, ResultComparison } from './compare-results.js'

const marks = { changed: '~', added: '+', removed: '-' } as const

/**
 * A comparison as readable text: a line for each difference under its account, then what there is of each kind, and the totals. The same for the same
 * comparison, everywhere, so that two runs of it can be compared as text. Lines end with `\n`, the text does not.
 */
export function comparisonText({ before, after, tolerance, counts, totals, differences }: ResultComparison): string {
  const { equal, within, changed, added, removed } = counts
  const limits = [tolerance.amount, tolerance.quantity].some((limit) => compare(limit, '0') > 0) ? `, tolerance ${tolerance.amount} on amounts and ${tolerance.quantity} on quantities` : ''
  return [
    `${before} → ${after}${limits}`,
    ...differences.flatMap((each, index) => differenceTexts(each, differences[index - 1])),
    `${equal} equal, ${within} within the tolerance, ${changed} changed, ${added} added, ${removed} removed`,
    ...totals.map((total) => `${total.currency}: ${numberText(total.before)} → ${numberText(total.after)} (${signed(total.delta)})`),
  ].join('\n')
}

function differenceTexts({ kind, account, period, line, currency, before, after, delta }: LineDifference, previous: LineDifference | undefined): readonly string[] {
  const heading = account === previous?.account ? [] : [account]
  const place = period === undefined ? line : `${line}, ${period.from} until ${period.to}`
  return [...heading, `  ${marks[kind]} ${place}: ${figuresText(before, after)} ${currency} (${signed(delta)})`]
}

function figuresText(before: LineFigures | undefined, after: LineFigures | undefined): string {
  if (before === undefined || after === undefined) return sideText(before ?? after)
  return `${sideText(before)} → ${sideText(after)}`
}

function sideText(side: LineFigures | undefined): string {
  if (side === undefined) return 'nothing'
  return side.quantity === undefined ? numberText(side.amount) : `${numberText(side.amount)} for ${numberText(side.quantity)}`
}

function signed(delta: Exact): string {
  return signOf(delta) > 0 ? `+${numberText(delta)}` : numberText(delta)
}
