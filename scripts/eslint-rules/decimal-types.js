import ts from 'typescript'

/**
 * Whether a value of this type may be a `Decimal` or an `Exact`: both are template-literal types with a number inside,
 * so `"0.5"`, a `Decimal` and `Decimal | undefined` are, a plain `string` is not.
 *
 * @param {ts.Type} type
 * @returns {boolean}
 */
export function mayBeDecimal(type) {
  if (type.isUnion()) return type.types.some(mayBeDecimal)
  return (type.flags & ts.TypeFlags.TemplateLiteral) !== 0 && type.types.some(isNumber)
}

/**
 * Whether a value of this type is text. What is `undefined` or `null` only is not, so `price === undefined` stays allowed.
 *
 * @param {ts.Type} type
 * @returns {boolean}
 */
export function mayBeText(type) {
  if (type.isUnion()) return type.types.some(mayBeText)
  return (type.flags & ts.TypeFlags.StringLike) !== 0
}

/** @param {ts.Type} type */
function isNumber(type) {
  return (type.flags & ts.TypeFlags.NumberLike) !== 0
}
