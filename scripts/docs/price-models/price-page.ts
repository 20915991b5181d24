import type { Decimal } from '@farthing/core'
import type { Price, PriceFacts } from '@farthing/pricing'

/** What the page of one price model says, beside what is calculated for it. */
export interface PricePage {
  readonly model: Price['model']
  /** What it is called in a sentence: `Graduated tiers`. */
  readonly title: string
  readonly constructorCall: string
  /** What it is, who uses it, what to look out for. */
  readonly meaning: string
  /** Every field of its price, required ones without a default. */
  readonly options: readonly PriceOption[]
  /** Where a rule comes from, or who does it otherwise. */
  readonly sources: readonly string[]
  readonly example: PriceExample
  readonly curve: PriceCurve
}

export interface PriceOption {
  readonly name: string
  readonly default?: string
  readonly meaning: string
}

export interface PriceExample {
  /** The situation, as the start of a sentence: `104 units`. */
  readonly told: string
  readonly price: Price
  readonly facts: PriceFacts
}

export interface PriceCurve {
  /** What runs to the right. */
  readonly across: string
  readonly upTo: Decimal
  /** Facts at one place of the axis; a quantity of that much unless given. */
  readonly factsAt?: (across: Decimal) => PriceFacts
  /** Where an amount may jump: it is drawn up to there, and anew from just beyond. */
  readonly breaks?: readonly Decimal[]
  readonly lines: readonly CurveLine[]
}

export interface CurveLine {
  readonly label: string
  readonly price: Price
  /** Instead of the curve's. */
  readonly factsAt?: (across: Decimal) => PriceFacts
}
