export { arraySource, memory, memoryFxProvider, memoryTaxProvider, mockPayments } from '@farthing/adapters-memory'
export type { MockPayments, MockPaymentsOptions, WebhookFault } from '@farthing/adapters-memory'
