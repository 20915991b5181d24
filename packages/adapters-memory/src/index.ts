export { memory } from './memory.js'
export { memoryTaxProvider } from './memory-tax-provider.js'
export { memoryFxProvider } from './memory-fx-provider.js'
export { arraySource } from './array-source.js'
