import { mayBeDecimal, mayBeText } from './decimal-types.js'

const comparisons = new Set(['<', '>', '<=', '>=', '==', '!=', '===', '!=='])

/**
 * Decimals are strings: `<` would order them by characters, `===` would tell "1.50" from "1.5", `+` would join them, and
 * `Number()` would round them. Core ships `compare`, `add` and the others.
 */
export default {
  meta: {
    type: 'problem',
    docs: { description: 'forbid operators and conversions that treat a decimal as text or as a float' },
    schema: [],
    messages: {
      comparison: 'Compares decimals as text; use compare() or isZero() of @farthing/core.',
      join: 'Joins two decimals as text; use add() of @farthing/core.',
      conversion: '{{name}} leaves exact arithmetic; keep the decimal, or use the functions of @farthing/core.',
      choice: 'A switch compares decimals as text; use compare() of @farthing/core.',
    },
  },
  create(context) {
    const services = context.sourceCode.parserServices
    const isDecimal = (node) => mayBeDecimal(services.getTypeAtLocation(node))
    const isText = (node) => mayBeText(services.getTypeAtLocation(node))

    return {
      BinaryExpression(node) {
        const { left, right, operator } = node
        if (comparisons.has(operator)) {
          if ((isDecimal(left) && isText(right)) || (isText(left) && isDecimal(right))) {
            context.report({ node, messageId: 'comparison' })
          }
        } else if (operator === '+' && isDecimal(left) && isDecimal(right)) {
          context.report({ node, messageId: 'join' })
        }
      },
      CallExpression(node) {
        const name = conversionName(node.callee)
        const [argument] = node.arguments
        if (name !== undefined && argument !== undefined && isDecimal(argument)) {
          context.report({ node, messageId: 'conversion', data: { name: `${name}()` } })
        }
      },
      UnaryExpression(node) {
        if ((node.operator === '+' || node.operator === '-') && isDecimal(node.argument)) {
          context.report({ node, messageId: 'conversion', data: { name: `Unary ${node.operator}` } })
        }
      },
      SwitchStatement(node) {
        if (isDecimal(node.discriminant)) context.report({ node, messageId: 'choice' })
      },
    }
  },
}

const conversions = new Set(['Number', 'BigInt', 'parseFloat', 'parseInt'])

function conversionName(callee) {
  if (callee.type === 'Identifier' && conversions.has(callee.name)) return callee.name
  const isMember = callee.type === 'MemberExpression' && callee.object.type === 'Identifier' && callee.object.name === 'Number'
  if (isMember && callee.property.type === 'Identifier' && conversions.has(callee.property.name)) {
    return `Number.${callee.property.name}`
  }
  return undefined
}
