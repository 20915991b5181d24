import { compilePrice, type CompiledPrice } from '../models/compiled/compile-price.js'
import type { PlanVersion } from './publish-plan.js'

/** The compiled prices of a published version by component key. */
export function compilePlan({ content }: PlanVersion): ReadonlyMap<string, CompiledPrice> {
  return new Map(Object.entries(content.components).map(([key, { price }]) => [key, compilePrice(price)]))
}
