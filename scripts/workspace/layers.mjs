/*
 * The one table of what may import what. ESLint, dependency-cruiser and the purity checks read it;
 * the architecture page of the documentation states it.
 */

/** Packages without I/O, clock, chance or work at import. */
export const purePackages = /** @type {const} */ (['core', 'pricing', 'ledger'])

/** Each package imports only packages to its left. */
export const packageOrder = ['core', 'pricing', 'ledger', 'ports', 'engine', 'adapters-memory', 'adapters-pg', 'farthing']

/** What a package may name in types only: adapters store the records of the stages and never run them. */
export const typeOnlyImports = {
  'adapters-memory': ['pricing', 'ledger', 'engine'],
  'adapters-pg': ['pricing', 'ledger', 'engine', 'adapters-memory'],
}

/** Inside a package each folder imports only itself and the folders to its left. */
export const folderOrder = {
  core: ['errors', 'evidence', 'money', 'time', 'accounts', 'events', 'meters', 'windows', 'usage', 'schemas', 'testing'],
  pricing: ['models', 'charges', 'adjustments', 'catalog', 'rating', 'schemas', 'testing'],
  ledger: ['rounding', 'currencies', 'credits', 'tax', 'invoices', 'corrections', 'book', 'payments', 'budgets', 'delinquency', 'prepaid', 'retention', 'reconciliation', 'explanation', 'verification', 'comparison', 'schemas', 'testing'],
}
