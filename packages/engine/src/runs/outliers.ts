import { absolute, addAll, compare, fail, multiply, parseDecimal, previousPeriod, subtract, type Decimal } from '@farthing/core'
import { billingGridOf } from '@farthing/pricing'
import type { OutlierPolicy, RunDocument, Stores } from '@farthing/ports'
import { isVoid } from '../invoices/document-place.js'
import type { InvoiceSubject } from '../invoices/draft-invoice.js'

const endings: readonly string[] = ['hold', 'report']

/** @throws `run.invalid`, `decimal.*` */
export function checkOutlierPolicy(policy: OutlierPolicy): OutlierPolicy {
  const { above, below, leastDifference, then } = policy
  if (!endings.includes(then)) fail('run.invalid', { field: 'outliers.then', because: `is ${JSON.stringify(then)}, neither hold nor report` })
  if (above === undefined && below === undefined) fail('run.invalid', { field: 'outliers', because: 'has neither above nor below' })
  return {
    ...(above === undefined ? {} : { above: factorOf(above, 'outliers.above') }),
    ...(below === undefined ? {} : { below: factorOf(below, 'outliers.below') }),
    ...(leastDifference === undefined ? {} : { leastDifference: factorOf(leastDifference, 'outliers.leastDifference') }),
    then,
  }
}

function factorOf(text: string, field: string): Decimal {
  const factor = parseDecimal(text, field)
  return compare(factor, '0') < 0 ? fail('run.invalid', { field, because: `is ${factor}, below 0` }) : factor
}

/** Net amount of the standing documents of the period before at the same place; `undefined` where there is none. */
export async function netBefore(stores: Stores, { account, billed, period, side, group }: InvoiceSubject): Promise<Decimal | undefined> {
  const [first] = billed
  if (first === undefined) return undefined
  const { subscription, planVersion } = first.contract
  const { from, to } = previousPeriod(billingGridOf(subscription, planVersion.content), period.from)
  const nets: Decimal[] = []
  for (const invoice of await stores.documents.findByPeriod(account.id, { from, to })) {
    const isSamePlace = (invoice.side ?? 'retail') === side && invoice.group === group && invoice.currency === account.currency
    if (isSamePlace && !(await isVoid(stores, invoice))) nets.push(invoice.totals.net)
  }
  return nets.length === 0 ? undefined : addAll(nets)
}

/** Whether a net amount is unlike the one before. A bound itself is within. After a document of zero any amount is `above`, as long as it differs enough. */
export function outlierOf(net: Decimal, before: Decimal | undefined, { above, below, leastDifference = '0' }: OutlierPolicy): RunDocument['outlier'] {
  if (before === undefined || compare(absolute(subtract(net, before)), leastDifference) < 0) return undefined
  if (above !== undefined && compare(net, multiply(before, above)) > 0) return 'above'
  if (below !== undefined && compare(net, multiply(before, below)) < 0) return 'below'
  return undefined
}
