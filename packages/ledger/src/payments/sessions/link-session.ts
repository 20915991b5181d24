import { checkText, describeValue, fail } from '@farthing/core'
import type { PaymentSession } from './payment-session.js'

export interface ProviderLink {
  readonly providerSession: string
  /** Where the payer goes. */
  readonly url: string
}

const urlLength = 2_048

/**
 * Notes what the provider calls a session, from its answer or, where that was lost, from asking again. The same link again changes nothing.
 *
 * @throws `payment.conflict` when the session is linked otherwise; `text.*`
 */
export function linkSession(session: PaymentSession, { providerSession, url }: ProviderLink): PaymentSession {
  checkText(providerSession, { field: 'providerSession' })
  checkText(url, { field: 'url', maxLength: urlLength })
  if (session.providerSession === undefined) return { ...session, providerSession, url }
  if (session.providerSession === providerSession) return session
  const because = `is ${describeValue(providerSession)}, and session ${session.id} is ${session.providerSession} there`
  return fail('payment.conflict', { field: 'providerSession', because, facts: { session: session.id, providerSession: session.providerSession } })
}
