import { fail, type Instant } from '@farthing/core'
import { sessionState, type PaymentSession, type SessionState } from '@farthing/ledger'
import type { PaymentRecordOf, Stores } from '@farthing/ports'

/** A session, and where it stands at an instant. */
export interface PaymentStanding extends SessionState {
  readonly session: PaymentSession
}

export function standingOf(session: PaymentSession, at: Instant): PaymentStanding {
  return { session, ...sessionState(session, at) }
}

/** @throws `payment.unknown` */
export async function loadSession({ payments }: Stores, id: string): Promise<PaymentRecordOf<'session'>> {
  return (await payments.get('session', id)) ?? fail('payment.unknown', { field: 'session', because: `is ${JSON.stringify(id)}` })
}
