import { assertInvariant, fail, type AccountPriceBooks } from '@farthing/core'
import { publishPlan, type PlanVersion } from '@farthing/pricing'
import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'

/** Who pays on each side of a subscription. */
interface Payers {
  readonly account: string
  readonly wholesale?: { readonly account: string } | undefined
}

/** The price books of who pays on each side: those that they are given when a plan is bought. */
export async function priceBooksOf(stores: Stores, { account, wholesale }: Payers): Promise<AccountPriceBooks> {
  const retail = (await stores.accounts.get(account))?.priceBooks?.retail
  const resold = wholesale === undefined ? undefined : (await stores.accounts.get(wholesale.account))?.priceBooks?.wholesale
  return { ...(retail === undefined ? {} : { retail }), ...(resold === undefined ? {} : { wholesale: resold }) }
}

/**
 * The plan as an account with a price book buys it: each component that has an entry of its name there has the price of the entry, and is otherwise as the
 * plan says. Such terms are a version of their own; a plan that the book has no entry for is the version that it was.
 *
 * @throws `subscription.invalid` naming `field`, for a book in another currency than the plan, or an entry on another meter than the component
 */
export function planInBook({ catalog, digest, stages }: BillingContext, version: PlanVersion, { book: name, field }: { readonly book: string; readonly field: string }): PlanVersion {
  const book = Object.hasOwn(catalog.priceBooks, name) ? catalog.priceBooks[name] : undefined
  assertInvariant(book !== undefined, 'a price book that an account names is in the catalogue')
  const { plan, content } = version
  const priced = Object.entries(content.components).filter(([key]) => Object.hasOwn(book.prices, key))
  if (priced.length === 0) return version
  if (book.currency !== content.currency) refuse(field, `is in ${content.currency}, and the price book ${name} of its account in ${book.currency}`)
  const components = priced.map(([key, component]) => {
    const entry = book.prices[key]
    assertInvariant(entry !== undefined, 'an entry that the book has is there')
    if (entry.meter !== component.meter) refuse(field, `prices ${key} on ${component.meter ?? 'no meter'}, and the price book ${name} of its account on ${entry.meter ?? 'no meter'}`)
    return [key, { ...component, price: entry.price }] as const
  })
  return publishPlan(plan, { ...content, components: { ...content.components, ...Object.fromEntries(components) } }, digest, stages)
}

function refuse(field: string, because: string): never {
  return fail('subscription.invalid', { field, because })
}
