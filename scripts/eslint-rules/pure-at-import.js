const functions = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'])

/** Bundlers know that these only allocate. */
const allocations = new Set(['Set', 'Map', 'WeakMap', 'WeakSet'])

/**
 * A call at the top of a module runs when the module is imported, and a bundler has to keep it with everything that it
 * reaches, unless it is told that the call has no effect. One such call once made `import { round }` five times as large.
 */
export default {
  meta: {
    type: 'problem',
    docs: { description: 'require a mark of purity on calls that run at import' },
    fixable: 'code',
    schema: [],
    messages: {
      unmarked: 'Runs at import: make it a function, or mark it /* @__PURE__ */ so that bundlers may drop it.',
      computed: 'Is computed at import, which bundlers cannot drop: write the key out.',
    },
  },
  create(context) {
    const { sourceCode } = context
    const isAtImport = (node) => !sourceCode.getAncestors(node).some((ancestor) => functions.has(ancestor.type))
    const check = (node) => {
      if (!isAtImport(node)) return
      if (node.type === 'NewExpression' && allocations.has(node.callee.name)) return
      if (sourceCode.getCommentsBefore(node).some((comment) => comment.value.includes('@__PURE__'))) return
      context.report({ node, messageId: 'unmarked', fix: (fixer) => fixer.insertTextBefore(node, '/* @__PURE__ */ ') })
    }
    return {
      CallExpression: check,
      NewExpression: check,
      Property(node) {
        if (node.computed && node.key.type !== 'Literal' && isAtImport(node)) context.report({ node, messageId: 'computed' })
      },
    }
  },
}
