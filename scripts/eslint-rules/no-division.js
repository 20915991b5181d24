import ts from 'typescript'

const divisions = new Set(['/', '%', '/=', '%='])
const divisionMethods = new Set(['div', 'dividedBy', 'divToInt', 'dividedToIntegerBy', 'idiv', 'mod', 'modulo'])

/**
 * Division is where exactness is lost, so it happens in one folder of core. Elsewhere neither bigints nor instances of a
 * decimal class are divided; `divide` of core gives an exact fraction. Dividing numbers (counts, milliseconds) is not meant.
 */
export default {
  meta: {
    type: 'problem',
    docs: { description: 'forbid division of bigints and of decimal objects outside the exact arithmetic' },
    schema: [],
    messages: { division: 'Division belongs to core/money; use divide() of @farthing/core, which stays exact.' },
  },
  create(context) {
    const services = context.sourceCode.parserServices
    const isBigint = (node) => (services.getTypeAtLocation(node).flags & ts.TypeFlags.BigIntLike) !== 0
    const check = (node) => {
      if (divisions.has(node.operator) && (isBigint(node.left) || isBigint(node.right))) {
        context.report({ node, messageId: 'division' })
      }
    }
    return {
      BinaryExpression: check,
      AssignmentExpression: check,
      CallExpression(node) {
        const { callee } = node
        if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return
        if (divisionMethods.has(callee.property.name)) context.report({ node, messageId: 'division' })
      },
    }
  },
}
