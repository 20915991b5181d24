import { addAll, compare, signOf, subtract, type Decimal, type Exact } from '@farthing/core'
import type { ChargeDraft } from '../../charges/pipeline/charge-draft.js'
import type { Component } from '../../catalog/component.js'
import type { Program } from '../../charges/pipeline/program.js'

type Metered = Pick<ChargeDraft, 'quantity' | 'meter'>

/**
 * How many more units reach each bound up to which something may be free as a whole: the tiers of a `volume` price, the steps of a `stairstep`, and what `freemium` allows. Increasing, above 0.
 * Only rating says whether they are.
 */
export function freeBounds(component: Component, { used, charges, program }: { readonly used: Exact; readonly charges: readonly Metered[]; readonly program?: Program | undefined }): readonly Exact[] {
  const { price } = component
  const tiers = price.model === 'volume' ? price.tiers : price.model === 'stairstep' ? price.steps : []
  const ofTiers = tiers.flatMap(({ upTo }) => (upTo === undefined ? [] : [subtract(upTo, used)]))
  const metered = addAll(charges.flatMap(({ meter, quantity }) => (meter === undefined ? [] : [quantity])))
  const ofProgram = (program?.stages ?? []).flatMap(({ use, rules }) => (use.startsWith('freemium@') ? rules.flatMap(({ config }) => upToOf(config['upTo'])) : []))
  const ahead = [...ofTiers, ...ofProgram.flatMap((upTo) => [subtract(upTo, used), subtract(upTo, metered)])]
  return ahead.filter((units) => signOf(units) > 0).sort(compare)
}

function upToOf(value: unknown): readonly Decimal[] {
  return typeof value === 'string' ? [value as Decimal] : []
}
