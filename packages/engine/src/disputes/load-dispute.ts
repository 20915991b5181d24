import { fail } from '@farthing/core'
import type { PaymentRecordOf, Stores } from '@farthing/ports'

/** @throws `dispute.unknown` */
export async function loadDispute({ payments }: Stores, id: string): Promise<PaymentRecordOf<'dispute'>> {
  return (await payments.get('dispute', id)) ?? fail('dispute.unknown', { field: 'dispute', because: `is ${JSON.stringify(id)}` })
}
