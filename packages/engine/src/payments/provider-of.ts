import { checkText, fail, isFarthingError } from '@farthing/core'
import type { PaymentProvider } from '@farthing/ports'
import type { BillingContext } from '../context.js'

/** @throws `payment.provider_unknown` */
export function providerOf({ paymentProviders }: Pick<BillingContext, 'paymentProviders'>, name: string): PaymentProvider {
  const provider = paymentProviders.get(name)
  return provider ?? fail('payment.provider_unknown', { field: 'provider', because: `is ${JSON.stringify(name)}`, facts: { known: [...paymentProviders.keys()] } })
}

/**
 * Asks a provider something, outside of any transaction. An error that is no failure of ours, such as that of a connection, says that no answer came: what
 * was asked for may have happened.
 *
 * @throws `payment.provider_unknown`; `payment.provider_unavailable` with such an error as its cause; what the provider throws
 */
export async function askProvider<T>(context: Pick<BillingContext, 'paymentProviders'>, name: string, ask: (provider: PaymentProvider) => Promise<T>): Promise<T> {
  const provider = providerOf(context, name)
  try {
    return await ask(provider)
  } catch (error) {
    if (isFarthingError(error)) throw error
    return fail('payment.provider_unavailable', { field: 'provider', because: `is ${JSON.stringify(name)}, which broke off`, facts: { provider: name } }, error)
  }
}

/** Providers by name. @throws `payment.invalid` for two of one name, or one with a slash, `text.*` for a name that is none */
export function paymentProvidersOf(providers: readonly PaymentProvider[]): ReadonlyMap<string, PaymentProvider> {
  const byName = new Map<string, PaymentProvider>()
  for (const [index, provider] of providers.entries()) {
    const field = `paymentProviders[${index}].name`
    if (checkText(provider.name, { field }).includes('/')) fail('payment.invalid', { field, because: `is ${JSON.stringify(provider.name)}, with a slash in it` })
    if (byName.has(provider.name)) fail('payment.invalid', { field, because: `is ${JSON.stringify(provider.name)}, like that of another` })
    byName.set(provider.name, provider)
  }
  return byName
}

const reasonLength = 1_024

/** Why a provider refused, as far as a reason goes, and as text that every store keeps; `undefined` for any other error. */
export function refusalOf(error: unknown): string | undefined {
  if (!isFarthingError(error) || error.code !== 'payment.refused') return undefined
  return error.message.slice(0, reasonLength).replace(/[\0\p{Surrogate}]/gu, '\uFFFD')
}
