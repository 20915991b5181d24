import { checkText, describeValue, fail, parseInstant, signOf, toMinorUnits } from '@farthing/core'
import type { PaymentSession } from './payment-session.js'

export type StartSession = Omit<PaymentSession, 'facts' | 'providerSession' | 'url'>

const maxDocuments = 1_000
const urlLength = 2_048

/**
 * Opens a session: `initiated`, not yet known to the provider.
 *
 * @throws `payment.invalid` for an amount that is not positive, an end that is not after the start, more than 1,000 documents or one of them twice;
 *   `money.*`, `text.*`, `time.*`
 */
export function startSession(input: StartSession): PaymentSession {
  const { id, tenant, account, provider, purpose, amount, documents, idempotencyKey, correlation } = input
  const texts = { id, tenant, account, provider, idempotencyKey, correlation }
  for (const [field, text] of Object.entries(texts)) checkText(text, { field })
  // With the payment's name behind it, it is the key of the posting: there, `a/b` with `c` would be `a` with `b/c`.
  if (provider.includes('/')) fail('payment.invalid', { field: 'provider', because: `is ${describeValue(provider)}, with a slash in it` })
  if (signOf(amount.amount) <= 0) fail('payment.invalid', { field: 'amount', because: `is ${amount.amount} ${amount.currency}` })
  toMinorUnits(amount)
  const initiatedAt = parseInstant(input.initiatedAt, { field: 'initiatedAt' })
  const expiresAt = parseInstant(input.expiresAt, { field: 'expiresAt' })
  if (expiresAt <= initiatedAt) fail('payment.invalid', { field: 'expiresAt', because: `is ${expiresAt}, not after ${initiatedAt}` })
  checkDocuments(documents)
  const { returnUrl, customer } = input
  const payer = {
    ...(returnUrl !== undefined && { returnUrl: checkText(returnUrl, { field: 'returnUrl', maxLength: urlLength }) }),
    ...(customer !== undefined && { customer: checkText(customer, { field: 'customer' }) }),
  }
  return { ...texts, purpose, amount, documents, ...payer, initiatedAt, expiresAt, facts: [] }
}

function checkDocuments(documents: readonly string[]): void {
  if (documents.length > maxDocuments) fail('payment.invalid', { field: 'documents', because: `are ${documents.length}, more than ${maxDocuments}`, facts: { maxDocuments } })
  const seen = new Set<string>()
  for (const [index, document] of documents.entries()) {
    checkText(document, { field: `documents[${index}]` })
    if (seen.has(document)) fail('payment.invalid', { field: `documents[${index}]`, because: `is ${describeValue(document)} for the second time` })
    seen.add(document)
  }
}
