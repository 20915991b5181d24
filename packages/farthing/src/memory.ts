export { arraySource, memory } from '@farthing/adapters-memory'
