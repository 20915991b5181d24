import { fitId, type Digest } from '@farthing/core'

interface NamedPayment {
  readonly provider: string
  readonly payment: string
}

/** Of the 256 characters of a key: what stands behind it, a slash and a hash at least, has room too. */
const maxLength = 191
const longest = 256

/** The key that a payment is posted under, whichever session or event reports it: `provider/payment`, as far as that fits. */
export function paymentPostingKey({ provider, payment }: NamedPayment, digest?: Digest): string {
  return fitId(`${provider}/${payment}`, { maxLength, ...(digest !== undefined && { digest }) })
}

/** The key of what follows from a payment, behind the key of its own posting, by which the two are known to belong together. */
export function keyBehindPayment(received: string, key: string, digest?: Digest): string {
  return `${received}/${fitId(key, { maxLength: longest - received.length - 1, ...(digest !== undefined && { digest }) })}`
}
