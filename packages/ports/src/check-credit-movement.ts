import { addAll, compare, describeValue, fail, parseDecimal, signOf, subtract, type Decimal } from '@farthing/core'
import type { CreditMovement } from '@farthing/ledger'

const figures = ['granted', 'consumed', 'expired', 'voided', 'remaining'] as const

/**
 * What every adapter refuses before it keeps a movement: figures that are no decimals, are below zero or do not add up, and a balance that does not follow
 * from the one before by exactly what the movement says.
 *
 * @throws `credit.movement_invalid`
 */
export function checkCreditMovement(movement: CreditMovement, before: CreditMovement | undefined): void {
  const { balance, kind, sequence } = movement
  const amount = notNegative(movement.amount, 'movement.amount')
  for (const figure of figures) notNegative(balance[figure], `movement.balance.${figure}`)
  if (!Number.isInteger(sequence) || sequence < 0) refuse('movement.sequence', `is ${sequence}`)
  if (signOf(amount) === 0 && kind !== 'voided') refuse('movement.amount', 'is 0')
  if (compare(balance.granted, addAll([balance.consumed, balance.expired, balance.voided, balance.remaining])) !== 0) {
    refuse('movement.balance', 'does not add up to what was granted')
  }
  const change = (figure: (typeof figures)[number]): Decimal => subtract(balance[figure], before?.balance[figure] ?? '0')
  const expected = changesOf(kind, amount)
  for (const figure of figures) {
    if (compare(change(figure), expected[figure] ?? '0') !== 0) refuse(`movement.balance.${figure}`, `changes by ${change(figure)} where ${amount} is ${kind}`)
  }
  if (before !== undefined && movement.at < before.at) refuse('movement.at', `is ${movement.at}, before the movement at ${before.at}`)
}

function changesOf(kind: CreditMovement['kind'], amount: Decimal): { readonly [figure in (typeof figures)[number]]?: Decimal } {
  if (kind === 'granted') return { granted: amount, remaining: amount }
  if (kind === 'restored') return { consumed: subtract('0', amount), remaining: amount }
  return { [kind]: amount, remaining: subtract('0', amount) }
}

function notNegative(text: string, field: string): Decimal {
  const value = readDecimal(text, field)
  return signOf(value) < 0 ? refuse(field, `is ${value}`) : value
}

/** Canonical already, so that equal movements are equal as text. */
function readDecimal(text: string, field: string): Decimal {
  const value = parsedOrRefused(text, field)
  const canonical: string = value
  return canonical === text ? value : refuse(field, `is ${JSON.stringify(text)}`)
}

function parsedOrRefused(text: string, field: string): Decimal {
  try {
    return parseDecimal(text, field)
  } catch (error) {
    return fail('credit.movement_invalid', { field, because: `is ${describeValue(text)}` }, error)
  }
}

function refuse(field: string, because: string): never {
  return fail('credit.movement_invalid', { field, because })
}
