export { arraySource, memory, memoryFxProvider, memoryTaxProvider, memoryWorkQueue, mockPayments, mockUsageSink } from '@farthing/adapters-memory'
export type { MockPayments, MockPaymentsOptions, MockUsageSink, MockUsageSinkOptions, SinkFault, WebhookFault } from '@farthing/adapters-memory'
