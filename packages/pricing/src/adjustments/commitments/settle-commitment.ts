import { add, largest, multiply, signOf, smallest, subtract, type Decimal, type Exact } from '@farthing/core'

export interface CommitmentUse {
  readonly committed: Exact
  /** What usage came to at its prices. */
  readonly used: Exact
  /** What each unit of money beyond the commitment costs; `"1"` unless given. */
  readonly overageFactor?: Decimal
  /** Whether what is missing is due; it is unless this says no. */
  readonly trueUp?: boolean
}

export interface SettledCommitment {
  /** What of the commitment was used. */
  readonly utilized: Exact
  /** What usage beyond it costs, at its factor. */
  readonly overage: Exact
  /** What of that the factor adds to the usage's own price. */
  readonly surcharge: Exact
  /** What is missing to the commitment; `"0"` where it is not due. */
  readonly trueUp: Exact
  /** `utilized` + `overage` + `trueUp`. */
  readonly total: Exact
}

/**
 * Holds usage against a commitment: what is missing is topped up, what is beyond costs its factor. Usage of 35 against 10 at a factor
 * of 2 is 10 + 50; usage of 3 is 3 + 7. Usage below nothing, such as credits, is missing too.
 */
export function settleCommitment({ committed, used, overageFactor = '1', trueUp = true }: CommitmentUse): SettledCommitment {
  const utilized = smallest(committed, used)
  const beyond = largest(subtract(used, committed), '0')
  const overage = multiply(beyond, overageFactor)
  const missing = subtract(committed, utilized)
  const due = trueUp && signOf(missing) > 0 ? missing : '0'
  return { utilized, overage, surcharge: subtract(overage, beyond), trueUp: due, total: add(add(utilized, overage), due) }
}
