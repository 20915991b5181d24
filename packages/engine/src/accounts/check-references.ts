import { fail, type Account } from '@farthing/core'
import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'

/** Accounts that have one above them, and another above that, and so on. */
const mostAbove = 100

/**
 * Checks what an account names: accounts that exist, parents that lead upwards and come to an end, price books of the catalogue.
 *
 * Changes of parents take one turn after the other, so that no two of them close a circle together.
 *
 * @throws `account.unknown` for another account that is not there; `account.invalid` for a circle of parents, for more than 100 of them, and for a price book that the catalogue does not have
 */
export async function checkReferences({ catalog }: Pick<BillingContext, 'catalog'>, stores: Stores, account: Account): Promise<void> {
  const { id, parent, priceBooks = {} } = account
  for (const name of ['parent', 'invoiceRecipient', 'creditRiskOwner'] as const) {
    const other = account[name]
    if (other === undefined || other === id || (await stores.accounts.get(other)) !== undefined) continue
    fail('account.unknown', { field: `account.${name}`, because: `is ${JSON.stringify(other)}`, facts: { account: id, [name]: other } })
  }
  if (parent !== undefined) await refuseCircle(stores, { id, parent })
  for (const side of ['retail', 'wholesale'] as const) {
    const book = priceBooks[side]
    if (book === undefined || Object.hasOwn(catalog.priceBooks, book)) continue
    const known = Object.keys(catalog.priceBooks).slice(0, 20)
    fail('account.invalid', { field: `account.priceBooks.${side}`, because: `is ${JSON.stringify(book)} and not one of ${known.join(', ')}`, facts: { book, known } })
  }
}

async function refuseCircle(stores: Stores, { id, parent }: { readonly id: string; readonly parent: string }): Promise<void> {
  await stores.accounts.lock('parents')
  let above: string | undefined = parent
  for (let count = 0; above !== undefined; count += 1) {
    if (above === id) fail('account.invalid', { field: 'account.parent', because: `is ${JSON.stringify(parent)}, which is below the account itself`, facts: { account: id, parent } })
    if (count === mostAbove) fail('account.invalid', { field: 'account.parent', because: `is below more than ${mostAbove} accounts`, facts: { account: id, parent } })
    above = (await stores.accounts.get(above))?.parent
  }
}
