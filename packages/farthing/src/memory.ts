export { arraySource, memory, memoryFxProvider, memoryTaxProvider, memoryWorkQueue, mockPayments } from '@farthing/adapters-memory'
export type { MockPayments, MockPaymentsOptions, WebhookFault } from '@farthing/adapters-memory'
