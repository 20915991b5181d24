import { addAll, allocate, divide, multiply, round } from '@farthing/core'
import type { Decimal, Exact, RoundingMode, RoundingRule } from '@farthing/core'
import type { Answer, Topic, Vector } from '../vector.js'

/** The fields of all operations; a case has those of its own. */
interface Given {
  readonly op: string
  readonly value: Exact
  readonly lines: readonly Exact[]
  readonly repeat?: number
  readonly order?: 'round_each' | 'round_total'
  readonly amount: Decimal
  readonly weights: readonly Exact[]
  readonly scale: number
  readonly tie_order?: readonly number[]
  readonly quantity: Exact
  readonly operation: 'multiply' | 'divide'
  readonly factor: Exact
  readonly rounding?: AskedRounding
}

/** The vectors' `up` and `down` go towards +∞ and −∞, and their ties of `half_up` away from zero. */
const modes = {
  half_up: 'half-up',
  half_down: 'half-down',
  half_even: 'half-even',
  up: 'ceiling',
  down: 'floor',
  ceiling: 'ceiling',
  floor: 'floor',
} as const satisfies Record<string, RoundingMode>

/** How a case asks for rounding. */
export interface AskedRounding {
  readonly mode: keyof typeof modes
  readonly scale: number
}

export const rounding: Topic = (vector) => {
  const given = vector.given as Vector['given'] & Given
  const translate = operations[given.op]
  if (translate === undefined) return { unsupported: `the operation ${given.op} is not known` }
  if (given.rounding !== undefined && !Object.hasOwn(modes, given.rounding.mode)) {
    return { unsupported: `the rounding mode ${given.rounding.mode} is not known` }
  }
  return translate(given)
}

const operations: { readonly [op: string]: ((given: Given & Vector['given']) => Answer) | undefined } = {
  round: (given) => ({ answered: { value: rounded(given.value, given) } }),
  sum: (given) => {
    const lines = Array.from({ length: given.repeat ?? 1 }, () => given.lines).flat()
    const each = given.order === 'round_each'
    return { answered: { total: each ? addAll(lines.map((line) => rounded(line, given))) : rounded(addAll(lines), given) } }
  },
  product: (given) => {
    const product = rounded(factorsOf(given).reduce((left, right) => multiply(left, right)), given)
    return { answered: { value: product, amount: product, total: product, product } }
  },
  allocate: (given) => {
    const parts = allocate({ total: given.amount, shares: sharesOf(given), exponent: given.scale })
    return { answered: { shares: parts.map((part) => part.amount) } }
  },
  convert: (given) => {
    const convert = given.operation === 'divide' ? divide : multiply
    return { answered: { quantity: rounded(convert(given.quantity, given.factor), given) } }
  },
}

const notFactors = new Set(['op', 'currency', 'rounding'])

/** The sample has no `product`; whatever numbers a case names are its factors. */
function factorsOf(given: Vector['given']): readonly Exact[] {
  return Object.keys(given).flatMap((name) => (notFactors.has(name) ? [] : (given[name] as Exact | readonly Exact[])))
}

/** Ties go by key, so the keys sort in the order that the case asks for, else in the order given. */
function sharesOf({ weights, tie_order: tieOrder = [...weights.keys()] }: Given): { readonly key: string; readonly weight: Exact }[] {
  const keys = weights.map((_, index) => String(tieOrder.indexOf(index)).padStart(6, '0'))
  return weights.map((weight, index) => ({ key: keys[index] ?? '', weight }))
}

function rounded(value: Exact, { rounding: asked }: Given): Exact {
  return asked === undefined ? value : round(value, ruleOf(asked))
}

/** The rule of a case in our words. */
export function ruleOf({ mode, scale }: AskedRounding): RoundingRule {
  return { mode: modes[mode], exponent: scale }
}
