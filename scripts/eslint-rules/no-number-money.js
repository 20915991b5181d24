const words = ['amount', 'amountMinor', 'price', 'quantity', 'total', 'subtotal', 'balance', 'fee', 'cost', 'rate', 'discount', 'tax', 'payable']
const endings = words.map((word) => word[0].toUpperCase() + word.slice(1))
const moneyName = new RegExp(`^(${words.join('|')})$|[a-z](${endings.join('|')})$`)

/** A binary float never carries money or a quantity across a function: names that mean money are not typed `number`. */
export default {
  meta: {
    type: 'problem',
    docs: { description: 'forbid the type number for names that mean money or a quantity' },
    schema: [],
    messages: { number: '"{{name}}" reads as money or a quantity; its type is Decimal, Exact or Money, never number.' },
  },
  create(context) {
    const check = (node, name, annotation) => {
      if (name === undefined || !moneyName.test(name) || !mentionsNumber(annotation?.typeAnnotation)) return
      context.report({ node, messageId: 'number', data: { name } })
    }
    return {
      TSPropertySignature: (node) => check(node, node.key.name, node.typeAnnotation),
      PropertyDefinition: (node) => check(node, node.key.name, node.typeAnnotation),
      Identifier: (node) => check(node, node.name, node.typeAnnotation),
    }
  },
}

function mentionsNumber(type) {
  if (type === undefined) return false
  if (type.type === 'TSUnionType') return type.types.some(mentionsNumber)
  return type.type === 'TSNumberKeyword'
}
