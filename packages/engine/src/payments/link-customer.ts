import { fail, hashContent, type Digest } from '@farthing/core'
import { linkProviderCustomer, type ProviderCustomer } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import { checkCommandOptions, runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { customerIdOf, keepCustomer } from './payment-records.js'
import { askProvider, providerOf } from './provider-of.js'

export interface LinkCustomer extends CommandOptions {
  readonly account: string
  readonly provider: string
  /** The provider's name for the customer; one is made there unless given. */
  readonly customer?: string
  /** Why: `first link` unless given. */
  readonly reason?: string
}

export interface RepairCustomer extends CommandOptions {
  readonly account: string
  readonly provider: string
  readonly customer: string
  /** Why. */
  readonly reason: string
}

/**
 * Links an account to a customer of a provider. A customer is made there once for each account, however often this is called.
 *
 * @throws `account.unknown`, `payment.provider_unknown`; `payment.conflict` when the account is linked to another customer; `payment.provider_unavailable`,
 *   `command.conflict`
 */
export async function linkCustomer(context: BillingContext, input: LinkCustomer): Promise<ProviderCustomer> {
  checkCommandOptions(input, context)
  const customer = input.customer ?? (await customerAtProvider(context, input))
  return keepLink(context, { kind: 'payments.linkCustomer', mode: 'link', input, customer, reason: input.reason ?? 'first link' })
}

/** Replaces the link of an account. What it was stays on record: see `payments.customers`. @throws as {@link linkCustomer} */
export function repairCustomer(context: BillingContext, input: RepairCustomer): Promise<ProviderCustomer> {
  return keepLink(context, { kind: 'payments.repairCustomer', mode: 'repair', input, customer: input.customer, reason: input.reason })
}

/** Whom a provider knows an account as. */
export async function customerOf(stores: Stores, about: Pick<ProviderCustomer, 'account' | 'provider'>, digest: Digest): Promise<ProviderCustomer | undefined> {
  return (await stores.payments.get('customer', customerIdOf(about, digest)))?.content
}

/** Every link that there was, the oldest first. */
export async function customerHistory(stores: Stores, about: Pick<ProviderCustomer, 'account' | 'provider'>, digest: Digest): Promise<readonly ProviderCustomer[]> {
  return (await stores.payments.history('customer', customerIdOf(about, digest))).map(({ content }) => content)
}

/** The key is that of the tenant's account, and not of the command: of two commands the provider makes one customer. */
async function customerAtProvider(context: BillingContext, { account, provider: name }: LinkCustomer): Promise<string> {
  const { tenant, digest, storage } = context
  providerOf(context, name)
  const [known, owner] = await storage.transaction(tenant, async (stores) => [await customerOf(stores, { account, provider: name }, digest), await stores.accounts.get(account)] as const)
  if (known !== undefined) return known.customer
  if (owner === undefined) return refuseAccount(account)
  const idempotencyKey = hashContent('customer-at-provider/1', [tenant, name, account], digest)
  const request = { idempotencyKey, tenant, account, ...(owner.name !== undefined && { name: owner.name }) }
  const { customer } = await askProvider(context, name, (provider) => provider.createCustomer(request))
  return customer
}

interface KeptLink {
  readonly kind: string
  readonly mode: 'link' | 'repair'
  readonly input: LinkCustomer | RepairCustomer
  readonly customer: string
  readonly reason: string
}

function keepLink(context: BillingContext, { kind, mode, input, customer, reason }: KeptLink): Promise<ProviderCustomer> {
  const { account, provider, actor = 'system' } = input
  const { tenant, digest } = context
  return runCommand(context, {
    kind,
    input,
    perform: async (stores, linkedAt) => {
      if ((await stores.accounts.get(account)) === undefined) refuseAccount(account)
      const known = await customerOf(stores, input, digest)
      const link = linkProviderCustomer({ tenant, account, provider, customer, linkedAt, actor, reason, known, mode })
      if (link !== known) await keepCustomer(stores, link, digest)
      return String(link.revision)
    },
    recall: async (stores, revision) => (await customerHistory(stores, input, digest))[Number(revision) - 1],
  })
}

function refuseAccount(account: string): never {
  return fail('account.unknown', { field: 'account', because: `is ${JSON.stringify(account)}` })
}
