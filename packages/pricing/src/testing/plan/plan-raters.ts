import { addAll } from '@farthing/core'
import type { Component } from '../../catalog/component.js'
import type { RatedPrice } from '../../models/charge-part.js'
import type { PriceFacts } from '../../models/price-facts.js'
import { ratePrice } from '../../models/rate-price.js'
import { rate as ratePlan } from '../../rating/rate.js'
import type { PeriodRater } from '../rating-laws.js'
import type { PlanLawOptions } from './plan-law-options.js'

/** Prices a component as the library does, unless the host has a price function of its own. */
export function componentRaterOf({ rate = rateByPrice }: PlanLawOptions): (component: Component, facts: PriceFacts) => AmountWithParts {
  return (component, facts) => {
    const rated = rate(component, facts)
    return typeof rated === 'string' ? { amount: rated } : rated
  }
}

/** What a price gives; a host's function may say no more than the amount. */
export type AmountWithParts = Pick<RatedPrice, 'amount'> & Partial<RatedPrice>

function rateByPrice({ price }: Component, facts: PriceFacts): RatedPrice {
  return ratePrice(price, facts)
}

/**
 * Rates a period as the library does, with the plan's own program, unless the host has a rating of its own. With its own price function each
 * charge has its amount from there, and what stages adjust comes on top.
 */
export function periodRaterOf({ rate, ratePeriod, stages }: PlanLawOptions): PeriodRater {
  if (ratePeriod !== undefined) return ratePeriod
  const ratePlanned: PeriodRater = (input, options) => ratePlan(input, stages === undefined ? options : { ...options, stages })
  if (rate === undefined) return ratePlanned
  const price = componentRaterOf({ rate })
  return (input, options) => {
    const { components } = input.contract.planVersion.content
    const period = ratePlanned(input, options)
    const charges = period.charges.map((charge) => {
      const component = components[charge.component]
      const { quantity, dimensions, adjustments = [] } = charge
      if (component === undefined) return charge
      return { ...charge, amount: addAll([price(component, { quantity, dimensions }).amount, ...adjustments.map(({ amount }) => amount)]) }
    })
    return { ...period, charges }
  }
}
