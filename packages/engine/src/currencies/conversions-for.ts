import { compareBytes, fail, type Account, type Interval } from '@farthing/core'
import type { FxSnapshot } from '@farthing/ledger'
import type { BilledPeriod } from '../billing-period.js'
import type { Outside } from '../commands/outside.js'
import type { BillingContext } from '../context.js'
import { rateInstant } from './rate-instant.js'

/**
 * The rates of exchange into the account's currency for the currencies of plans that are billed on a document, at the instant that `presentationOf` takes.
 *
 * @throws `fx.rate_missing` where the host gives no rates, or has none for a pair
 */
export function conversionsFor(
  { fx, clock }: Pick<BillingContext, 'fx' | 'clock'>,
  { account, period, billed, outside }: { readonly account: Account; readonly period: Interval; readonly billed: readonly BilledPeriod[]; readonly outside: Outside },
): readonly FxSnapshot[] {
  const quote = account.currency
  // A side keeps its currency through every change of plan, and the other side has a document of its own.
  const plans = billed.map(({ contract }) => contract.planVersion.content.currency)
  const others = [...new Set(plans)].filter((currency) => currency !== quote).sort(compareBytes)
  return others.map((base) => {
    if (fx === undefined) fail('fx.rate_missing', { field: `${base}/${quote}`, because: 'is needed, and createBilling was given no fx', facts: { base, quote } })
    return fx.rate({ base, quote, at: rateInstant(clock, period) }, outside)
  })
}
