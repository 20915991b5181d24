import { addLocalDays, fromMinorUnits, type CurrencyCode, type Decimal, type Instant } from '@farthing/core'
import { customerBalances, isAmountGrant, prepaidFigures, type AmountGrant, type CreditGrant, type PrepaidFigures } from '@farthing/ledger'
import { listAll, type Stores } from '@farthing/ports'
import { standingAt } from '../credits/credit-standing.js'
import { loadGrants } from '../credits/load-credits.js'
import { bookOf } from '../ledger/account-book.js'

const historyDays = 30

/** What an account has of credit in a currency once what it used is taken off, and how long that lasts at the rate of the last 30 days. `O(book of the account)`. */
export async function figuresOf(stores: Stores, { account, currency }: { readonly account: string; readonly currency: CurrencyCode }, at: Instant): Promise<PrepaidFigures> {
  const since = addLocalDays(at, { days: -historyDays, zone: 'UTC' })
  const booked = (await loadGrants(stores, { account })).filter(({ grant }) => isOf(grant, currency))
  const credits = booked.flatMap((one) => {
    const { grant, balance } = standingAt(one, at)
    return isAmountGrant(grant) ? [{ grant, remaining: balance.remaining }] : []
  })
  const ids = new Set(credits.map(({ grant }) => grant.id))
  const movements = await listAll((page) => stores.credits.movements({ account }, page))
  const used = movements.filter((one) => one.kind === 'consumed' && ids.has(one.grant) && one.at > since && one.at <= at).map(({ amount }) => amount)
  const balance = customerBalances(await bookOf(stores, account), account).find((one) => one.currency === currency)
  const major = (amountMinor = '0'): Decimal => fromMinorUnits(amountMinor, currency).amount
  return prepaidFigures({
    account, currency, at, credits, unapplied: major(balance?.unappliedMinor), owed: major(balance?.receivableMinor), accrued: major(balance?.accruedMinor), history: { since, used },
  })
}

function isOf(grant: CreditGrant, currency: CurrencyCode): grant is AmountGrant {
  return isAmountGrant(grant) && grant.currency === currency
}
