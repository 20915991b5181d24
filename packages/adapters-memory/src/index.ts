export { memory } from './memory.js'
export { arraySource } from './array-source.js'
