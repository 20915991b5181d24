import type { Decimal } from '../../money/decimal-type.js'
import type { DataPath } from '../meter.js'

/** An expression as a tree, made by `parseExpression`. */
export type Expression =
  | { readonly kind: 'number'; readonly value: Decimal }
  | { readonly kind: 'path'; readonly path: DataPath }
  | { readonly kind: 'negate'; readonly operand: Expression }
  | { readonly kind: 'binary'; readonly operator: '+' | '-' | '*' | '/'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'call'; readonly name: ExpressionFunction; readonly operands: readonly Expression[] }

/** `min` and `max` of one or more values; `or(a, b)` is `a` unless one of its paths is absent or null, then `b`. */
export type ExpressionFunction = 'min' | 'max' | 'or'
