import type { Exact } from '@farthing/core'
import { chargePart, type ChargePart } from '../../models/charge-part.js'

/** The one step of a charge that is an amount and no usage, such as a true-up: so much at a price of 1. */
export function amountPart(label: string, amount: Exact): ChargePart {
  return chargePart({ label, quantity: '0', counted: amount, unit: '1' })
}
