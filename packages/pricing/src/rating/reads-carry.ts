import type { Bindings } from '../charges/bindings/binding.js'
import type { SubscribedPlans } from '../catalog/terms/subscribed-plans.js'
import { priceModelOf } from '../models/price-models.js'
import { possiblePrices } from './possible-prices.js'

/**
 * Whether a period of the subscription can depend on what the period before handed on: a price whose units roll over, or a program of a plan or
 * bound to one, whose stages may keep state. Otherwise each period is rated by itself.
 */
export function readsCarry(contract: SubscribedPlans & { readonly bindings?: Bindings }): boolean {
  return (
    (contract.bindings?.bindings ?? []).some(({ kind, stages }) => kind !== 'account' && stages.length > 0) ||
    contract.versions.some(({ content: { program } }) => program !== undefined && program.stages.length > 0) ||
    possiblePrices(contract).some(({ price }) => priceModelOf(price).readsCarry?.(price) === true)
  )
}
