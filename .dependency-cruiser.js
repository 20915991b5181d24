import { structureRules } from './scripts/structure/structure-rules.mjs'

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: structureRules,
  options: {
    // A workspace package is reached by its real path; through node_modules each violation would count twice.
    exclude: { path: ['node_modules/(@farthing/[^/]+|farthing)/src', '/dist/'] },
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@farthing/source', 'types', 'import', 'node', 'default'],
    },
  },
}
