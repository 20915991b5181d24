export { memory } from '@farthing/adapters-memory'
