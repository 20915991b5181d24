import ts from 'typescript'

type ReadText = (file: string) => string | undefined

const folder = 'packages/ports/src'

function interfaceOf(file: string, name: string, read: ReadText): ts.InterfaceDeclaration {
  const source = ts.createSourceFile(file, read(file) ?? '', ts.ScriptTarget.ESNext)
  const found = source.statements.filter(ts.isInterfaceDeclaration).find((statement) => statement.name.text === name)
  if (found === undefined) throw new Error(`${file} has no interface ${name}`)
  return found
}

const nameOf = (member: ts.TypeElement): string => (member.name !== undefined && ts.isIdentifier(member.name) ? member.name.text : '?')

/** Ports beside the stores that PostgreSQL has, with what the page calls them. */
const otherPorts: readonly (readonly [name: string, type: string])[] = [['workQueue', 'WorkQueue'], ['eventSource', 'EventSource']]

const isMethod = (member: ts.TypeElement): boolean => ts.isMethodSignature(member) || (ts.isPropertySignature(member) && member.type !== undefined && ts.isFunctionTypeNode(member.type))

/** A type `PaymentStore` stands in `payment-store.ts`. */
const fileOf = (type: string): string => `${folder}/${type.replaceAll(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase()}.ts`

const methodsOf = (name: string, type: string, read: ReadText): readonly string[] => interfaceOf(fileOf(type), type, read).members.filter(isMethod).map((method) => `${name}.${nameOf(method)}`)

/** Every method of every store, as `documents.put`, and of the other ports, from the interfaces themselves. */
export function portMethods(read: ReadText): readonly string[] {
  const stores = interfaceOf(`${folder}/storage.ts`, 'Stores', read)
  const ofStores = stores.members.flatMap((store) => {
    if (!ts.isPropertySignature(store) || store.type === undefined || !ts.isTypeReferenceNode(store.type) || !ts.isIdentifier(store.type.typeName)) return []
    return methodsOf(nameOf(store), store.type.typeName.text, read)
  })
  return [...ofStores, ...otherPorts.flatMap(([name, type]) => methodsOf(name, type, read))]
}

const page = 'docs/reference/postgres-coverage.md'

/** Methods of the ports that the page on PostgreSQL does not know, and those that it knows and the ports do not have. */
export function uncoveredMethods(read: ReadText): readonly string[] {
  const methods = new Set(portMethods(read))
  const covered = new Set([...(read(page) ?? '').matchAll(/^\| `([^`]+)` \| \S/gm)].map(([, method = '']) => method))
  const advice = 'add a case to its conformance suite, then npx vitest run packages/adapters-pg/src/postgres.pg --update'
  return [
    ...[...methods].filter((method) => !covered.has(method)).map((method) => `${page}: no case on PostgreSQL calls ${method}; ${advice}`),
    ...[...covered].filter((method) => !methods.has(method)).map((method) => `${page}: ${method} is no method of a port any more; ${advice}`),
  ]
}
