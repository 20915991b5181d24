import type { Instant } from '@farthing/core'
import type { ProviderEvent } from '@farthing/ledger'
import { listAll, type PaymentRecordFilter, type PaymentRecordOf, type Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { keepWebhook, nameOf } from './payment-records.js'
import { takeEvent } from './take-event.js'

/** What waits to be taken in, by what it names. */
export interface Waiting {
  readonly provider: string
  /** The provider's name of a payment. */
  readonly payment?: string | undefined
  /** The provider's name of a session, refund or dispute. */
  readonly name?: string | undefined
}

/** Takes in events that came before what they are about, now that it is there; and those that wait for them in turn. */
export async function retryWaiting(context: BillingContext, stores: Stores, first: Waiting, now: Instant): Promise<void> {
  const turns: Waiting[] = [first]
  for (let turn = turns.shift(); turn !== undefined; turn = turns.shift()) {
    for (const record of await waitingFor(stores, turn)) {
      const { webhook } = record.content
      if ((await takeEvent(context, stores, webhook.content, now)) !== undefined) continue
      await keepWebhook(stores, { id: record.id, status: 'applied', content: { webhook }, before: record })
      turns.push(subjectOf(webhook.content))
    }
  }
}

/** What others may wait for, once an event is taken in. */
export function subjectOf(event: ProviderEvent): Waiting {
  return { provider: event.provider, name: nameOf(event), ...(event.about !== 'refund' && { payment: event.payment }) }
}

async function waitingFor({ payments }: Stores, { provider, payment, name }: Waiting): Promise<readonly PaymentRecordOf<'webhook'>[]> {
  const filters: PaymentRecordFilter[] = [...(payment === undefined ? [] : [{ payment }]), ...(name === undefined ? [] : [{ providerName: name }])]
  const found = new Map<string, PaymentRecordOf<'webhook'>>()
  for (const filter of filters) {
    for (const record of await listAll((page) => payments.list('webhook', { provider, status: 'unreconciled', ...filter }, page))) found.set(record.id, record)
  }
  return [...found.values()]
}
