/*
 * The one table of what may import what. ESLint, dependency-cruiser and the purity checks read it;
 * the architecture page of the documentation states it.
 */

/** Packages without I/O, clock, chance or work at import. */
export const purePackages = ['core', 'pricing', 'ledger']

/** Each package imports only packages to its left. The two adapters do not know each other, nor the engine. */
export const packageOrder = ['core', 'pricing', 'ledger', 'ports', 'engine', 'adapters-memory', 'adapters-pg', 'farthing']

/** Inside a package each folder imports only itself and the folders to its left. */
export const folderOrder = {
  core: ['errors', 'evidence', 'money', 'time', 'accounts', 'events', 'meters', 'windows', 'usage', 'schemas', 'testing'],
  pricing: ['models', 'charges', 'adjustments', 'catalog', 'rating', 'schemas', 'testing'],
  ledger: ['credits', 'tax', 'invoices', 'corrections', 'book', 'payments', 'schemas', 'testing'],
}
