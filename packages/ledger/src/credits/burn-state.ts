import { checkText, fail, parseExact, parseInstant, signOf, type Exact, type Instant } from '@farthing/core'
import type { CreditGrant } from './credit-grant.js'
import { creditLimits } from './credit-grant.js'
import { emptyBalance, moveBalance, type GrantBalance } from './grant-balance.js'

/**
 * How much of the last instant is in a state: nothing that happens exactly then (`before`); resets, starts and recurrences too, while
 * what ends then is still shown (`turnover`: the closing balance of a period); or everything but usage (`instant`).
 */
export type BurnReach = 'before' | 'turnover' | 'instant'

/** Where a burn-down stands, for the next one to go on from. */
export interface BurnState {
  readonly at: Instant
  readonly reach: BurnReach
  /** One for each grant, in burn order. */
  readonly balances: readonly GrantBalance[]
  /** Used and not paid yet; whatever becomes available pays it. */
  readonly overage: Exact
  /** Used, and by a reset or by choice never paid from credit. */
  readonly uncovered: Exact
}

export interface BurnOpening {
  readonly at: Instant
  /** What is left of each grant that has started by `at`. Without it nothing has happened yet, and no grant has started before `at`. */
  readonly remaining?: readonly { readonly grant: string; readonly amount: Exact }[]
  readonly overage?: Exact
}

/**
 * The state that a burn-down starts from: `turnover` at `at` when balances are given, else `before` it. What is left counts as granted.
 *
 * @throws `credit.opening_invalid` when a grant that has started has no balance, when one that has not, or is unknown, has one, or for a negative value;
 *   `credit.too_many`, `time.*`, `exact.*`
 */
export function openBurnDown(grants: readonly CreditGrant[], opening: BurnOpening): BurnState {
  const at = parseInstant(opening.at, { field: 'opening.at' })
  const left = new Map<string, Exact>()
  for (const [index, { grant, amount }] of (opening.remaining ?? []).entries()) {
    const field = `opening.remaining[${index}]`
    if (left.has(checkText(grant, { field: `${field}.grant` }))) refuse(`${field}.grant`, `is ${JSON.stringify(grant)} for the second time`)
    left.set(grant, notNegative(amount, `${field}.amount`))
  }
  const balances = indexGrants(grants).map((grant) => {
    const amount = left.get(grant.id)
    const hasStarted = opening.remaining === undefined ? grant.effectiveAt < at : grant.effectiveAt <= at
    if (hasStarted !== (amount !== undefined)) {
      refuse('opening.remaining', `${hasStarted ? 'leaves out' : 'names'} ${JSON.stringify(grant.id)}, which starts at ${grant.effectiveAt}`)
    }
    left.delete(grant.id)
    const empty = emptyBalance(grant.id)
    return amount === undefined || signOf(amount) === 0 ? empty : moveBalance(empty, 'granted', amount)
  })
  for (const grant of left.keys()) refuse('opening.remaining', `names ${JSON.stringify(grant)}, which is not among the grants`)
  const overage = notNegative(opening.overage ?? '0', 'opening.overage')
  return { at, reach: opening.remaining === undefined ? 'before' : 'turnover', balances, overage, uncovered: '0' }
}

/** Grants as they were given, once their number and ids are checked. @throws `credit.too_many`, `credit.grant_invalid` for an id twice */
export function indexGrants<G extends CreditGrant>(grants: readonly G[]): readonly G[] {
  if (grants.length > creditLimits.grants) {
    fail('credit.too_many', { field: 'grants', because: `are ${grants.length}`, facts: { grants: grants.length, most: creditLimits.grants } })
  }
  const seen = new Set<string>()
  for (const [index, { id }] of grants.entries()) {
    checkText(id, { field: `grants[${index}].id` })
    if (seen.has(id)) fail('credit.grant_invalid', { field: `grants[${index}].id`, because: `is ${JSON.stringify(id)} for the second time` })
    seen.add(id)
  }
  return grants
}

function notNegative(text: Exact, field: string): Exact {
  const value = parseExact(text, field)
  return signOf(value) < 0 ? refuse(field, `is ${value}`) : value
}

function refuse(field: string, because: string): never {
  return fail('credit.opening_invalid', { field, because })
}
