import type { SubscribedPlans } from '../catalog/terms/subscribed-plans.js'
import type { Component } from '../catalog/component.js'
import type { Plan } from '../catalog/plan.js'

/** A price that a subscription may have at some time, on the meter of its component. */
export type PossiblePrice = Pick<Component, 'meter' | 'price'>

/** Every price that a subscription has at any time: of its plans and add-ons, of their phases, and those that override one. */
export function possiblePrices({ subscription, versions }: SubscribedPlans): readonly PossiblePrice[] {
  const plans = versions.map(({ content }) => content)
  const overrides = (subscription.changes ?? []).flatMap((change) => (change.kind === 'override' && change.price !== undefined ? [{ component: change.component, price: change.price }] : []))
  return [
    ...plans.flatMap((plan) => [...Object.values(plan.components), ...phasePrices(plan)]),
    ...overrides.flatMap(({ component, price }) => plans.flatMap((plan) => withMeter(plan, component, price))),
  ]
}

function phasePrices(plan: Plan): readonly PossiblePrice[] {
  return (plan.phases ?? []).flatMap(({ prices = {} }) => Object.entries(prices).flatMap(([component, price]) => withMeter(plan, component, price)))
}

/** The price on the meter of the component that it is for, which an add-on has under its own key. */
function withMeter({ components }: Plan, named: string, price: Component['price']): readonly PossiblePrice[] {
  return Object.entries(components)
    .filter(([key]) => key === named || named.endsWith(`.${key}`))
    .map(([, { meter }]) => ({ ...(meter === undefined ? {} : { meter }), price }))
}
