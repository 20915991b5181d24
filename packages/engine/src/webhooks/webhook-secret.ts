import { Buffer } from 'node:buffer'
import { fail } from '@farthing/core'

const prefix = 'whsec_'
const [leastBytes, mostBytes] = [24, 64]

/** The key of a secret `whsec_<base64>`, of 24 to 64 bytes. Never shown: a failure names the field alone. @throws `webhook.secret_invalid` */
export function keyOfSecret(secret: string, field: string): Uint8Array {
  const refuse = (because: string): never => fail('webhook.secret_invalid', { field, because })
  if (typeof secret !== 'string' || !secret.startsWith(prefix)) return refuse(`does not start with ${prefix}`)
  const encoded = secret.slice(prefix.length)
  const key = Buffer.from(encoded, 'base64')
  if (key.toString('base64') !== encoded) return refuse('is not base64 behind its prefix')
  if (key.length < leastBytes || key.length > mostBytes) return refuse(`has ${key.length} bytes, not ${leastBytes} to ${mostBytes}`)
  return key
}
