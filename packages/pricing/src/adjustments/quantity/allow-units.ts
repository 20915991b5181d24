import { add, signOf, smallest, subtract, type Exact } from '@farthing/core'
import type { UnitSource } from '../../charges/charge-adjustment.js'
import type { ChargeDraft } from '../../charges/pipeline/charge-draft.js'
import type { AllowEffect } from '../../charges/pipeline/stage.js'

export interface AllowedUnits {
  readonly effects: readonly AllowEffect[]
  readonly taken: Exact
}

/** Units of charges by key; what earlier takings of one run left. */
export type UnitsLeft = ReadonlyMap<string, Exact>

/** How units are allowed. */
export interface Allowance {
  readonly available: Exact
  readonly label: string
  /** What each charge has left unless given. */
  readonly left?: UnitsLeft
  readonly source?: UnitSource
}

/** Takes up to `available` units out of charges, one charge after the other in the order given. Those without units left are passed over. */
export function allowUnits(charges: readonly ChargeDraft[], { available, label, left, source }: Allowance): AllowedUnits {
  const effects: AllowEffect[] = []
  let taken: Exact = '0'
  for (const { key, quantity } of charges) {
    const units: Exact = smallest(left?.get(key) ?? quantity, subtract(available, taken))
    if (signOf(units) <= 0) continue
    effects.push({ kind: 'allow', charge: key, quantity: units, label, ...(source === undefined ? {} : { source }) })
    taken = add(taken, units)
  }
  return { effects, taken }
}
