import { fail } from '@farthing/core'
import { at } from '../../models/read-fields.js'
import { refuseContradiction } from '../component.js'
import type { Plan, PlanComponents } from '../plan.js'

/**
 * Refuses a phase that prices what the plan does not have, or by a model that its component has no use for. A component that is still drawn
 * from a price book is looked at once it is filled in.
 *
 * @throws `catalog.invalid` naming phase and component
 */
export function refuseUnfitPhases({ components, phases = [] }: Pick<Plan<PlanComponents>, 'components' | 'phases'>, field: string): void {
  phases.forEach(({ prices = {} }, index) => {
    for (const [key, price] of Object.entries(prices)) {
      const place = at(at(at(at(field, 'phases'), index), 'prices'), key)
      const component = Object.hasOwn(components, key) ? components[key] : undefined
      if (component === undefined) {
        const known = Object.keys(components).slice(0, 20)
        return fail('catalog.invalid', { field: place, because: `prices ${JSON.stringify(key)}, which is no component of the plan`, facts: { component: key, known } })
      }
      if ('price' in component) refuseContradiction({ ...component, price }, place)
    }
  })
}
