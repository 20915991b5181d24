export { arraySource, memory, memoryFxProvider, memoryTaxProvider, memoryWorkQueue, mockMessages, mockPayments, mockUsageSink } from '@farthing/adapters-memory'
export type { MessageFault, MockMessages, MockMessagesOptions, MockPayments, MockPaymentsOptions, MockUsageSink, MockUsageSinkOptions, SinkFault, WebhookFault } from '@farthing/adapters-memory'
