import type { Component } from '../../catalog/component.js'
import type { Program } from '../../charges/pipeline/program.js'
import { rateCard, type CardTerms } from './rate-card.js'
import { table, type Row } from './table.js'

/** How one case breaks a law, in the words of a rate card. */
export interface Breach {
  /** What was promised: `R-MARGINAL: more usage never costs less`. */
  readonly law: string
  /** Components that the case is about, as they were rated. */
  readonly components: { readonly [key: string]: Component }
  /** The stages that ran after the prices. */
  readonly program?: Program
  /** The usage that shows it, and what it costs. */
  readonly usage: readonly Row[]
  readonly expected: string
  readonly found: string
  /** What a price threw in place of an amount. */
  readonly cause?: unknown
}

/** What repeats the search that found a breach. */
export interface Repetition {
  readonly seed: number
  readonly runs: number
}

/** The text of a broken law: the law, the rate card of each component, the usage, what was expected and found, and the seed. */
export function breachText({ law, components, program, usage, expected, found }: Breach, terms: CardTerms, { seed, runs }: Repetition): string {
  const cards = Object.entries(components).map(([key, component]) => rateCard(key, component, terms))
  const result = table([
    { '': 'expected', ' ': expected },
    { '': 'found', ' ': found },
  ])
  const used = usage.length === 0 ? 'usage: none' : `usage\n${table(usage)}`
  const stages = program === undefined ? [] : [`program\n${table(program.stages.flatMap(({ use, rules }) => rules.map(({ id, config }) => ({ stage: use, rule: id, config: JSON.stringify(config) }))))}`]
  return [`Law broken: ${law}`, ...cards, ...stages, used, result, `The same again: { seed: ${seed}, runs: ${runs} }`].join('\n\n')
}
