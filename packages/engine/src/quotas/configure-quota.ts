import { assertInvariant, compare, fail, parseDecimal, type CurrencyCode, type Decimal, type Instant, type PeriodUnit } from '@farthing/core'
import type { Override } from '@farthing/pricing'
import type { Stores } from '@farthing/ports'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { changeInstant, keepChange, loadContract, type ChangeOptions } from '../subscriptions/change-command.js'
import { inMajorUnits, priceOfQuota } from './quota-price.js'
import { quotaStart, standingOverride } from './quota-start.js'
import { quotaSubject, type QuotaScope, type QuotaSubject } from './quota-subject.js'
import { quotaTerms, type QuotaTerms } from './quota-terms.js'

/** With a price: what is free, and what comes beyond. Without one: the most that may be used. */
export interface ConfigureQuota extends CommandOptions, QuotaScope, Pick<ChangeOptions, 'billed'> {
  /** Units that each period includes. */
  readonly includedQuantity: Decimal
  /** What one more unit costs, in minor units, such as `5` for 0.05 EUR; it may have a fraction. */
  readonly pricePerUnitMinor?: Decimal
  /** Of the price: that of the plan. `EUR` unless given. */
  readonly currency?: CurrencyCode
  /** How often what is included comes again; `month` unless given. With a price that is the billing period. */
  readonly resetPeriod?: PeriodUnit
  /** The component whose price it is, where several price the feature. */
  readonly component?: string
  /**
   * When the price holds from, as for every change of a subscription. Unless given, all of the running billing period has it: from the start of the period, or
   * from when the terms that hold now began, in place of what was configured then. From any other time on what is included comes once more.
   */
  readonly at?: ChangeOptions['at']
}

/**
 * Says what a subscription may use of a feature.
 *
 * With a price it becomes an override of the price of the component, a first tier that is free and one that costs, and any limit that was configured ends. There is
 * no second price: invoices, estimates and checks read that one. Without a price it is a limit that checks and reservations go by, and prices stay as they are.
 *
 * @throws `quota.invalid` for a currency that is not the plan's, a reset period that is not the billing period where a price is given, quantities and prices below
 *   0, and what only goes with a price; `quota.ambiguous`, `quota.feature_unpriced`, `meter.unknown`; as `subscriptions.override`, such as
 *   `subscription.period_billed`; `command.conflict`
 */
export function configureQuota(context: BillingContext, input: ConfigureQuota): Promise<QuotaTerms> {
  return runCommand(context, {
    kind: 'quotas.configure',
    input,
    perform: async (stores, decidedAt) => {
      const found = await quotaSubject(context, stores, input, decidedAt)
      const contract = await loadContract(context, stores, found.contract.subscription.id)
      const subject = { ...found, contract }
      const includedQuantity = notNegative(input.includedQuantity, 'includedQuantity')
      const at =
        input.pricePerUnitMinor === undefined
          ? await limitUse(stores, subject, input, { quantity: includedQuantity, configuredAt: decidedAt })
          : await priceUse(stores, subject, input, { includedQuantity, minor: notNegative(input.pricePerUnitMinor, 'pricePerUnitMinor'), decidedAt })
      return JSON.stringify([contract.subscription.id, subject.feature, at < decidedAt ? decidedAt : at])
    },
    recall: async (stores, reference) => {
      const [subscription = '', feature = '', at = ''] = JSON.parse(reference) as readonly string[]
      const limits = await stores.quotas.limits(subscription)
      return quotaTerms(await quotaSubject(context, stores, { subscription, feature }, at), limits.find((limit) => limit.feature === feature))
    },
  })
}

interface Pricing {
  readonly includedQuantity: Decimal
  readonly minor: Decimal
  readonly decidedAt: Instant
}

async function priceUse(stores: Stores, subject: QuotaSubject, input: ConfigureQuota, { includedQuantity, minor, decidedAt }: Pricing): Promise<Instant> {
  const { contract, feature } = subject
  refuseOtherTerms(subject, input)
  const component = componentOf(subject, input.component)
  const at = input.at === undefined ? quotaStart(subject, component, decidedAt) : changeInstant(input.at, contract, decidedAt)
  const replaces = standingOverride(contract.subscription, component, at)?.id
  const price = priceOfQuota({ includedQuantity, unit: inMajorUnits(minor, contract.planVersion.content.currency) })
  const decided: Override = { kind: 'override', id: input.key, component, price, at, decidedAt, ...(replaces === undefined ? {} : { replaces }) }
  await keepChange(stores, contract, { decided, version: undefined, billed: input.billed })
  const limit = (await stores.quotas.limits(contract.subscription.id)).find((each) => each.feature === feature)
  if (limit?.quantity === undefined) return at
  const { quantity: _, ...ended } = limit
  await stores.quotas.appendLimit({ ...ended, revision: limit.revision + 1, configuredAt: decidedAt })
  return at
}

async function limitUse(stores: Stores, { contract, feature }: QuotaSubject, input: ConfigureQuota, { quantity, configuredAt }: { readonly quantity: Decimal; readonly configuredAt: Instant }): Promise<Instant> {
  for (const name of ['currency', 'component', 'at', 'billed'] as const) {
    if (input[name] !== undefined) fail('quota.invalid', { field: name, because: `is ${input[name]}, and no price is given` })
  }
  const { id } = contract.subscription
  const before = (await stores.quotas.limits(id)).find((each) => each.feature === feature)
  const { resetPeriod = 'month' } = input
  await stores.quotas.appendLimit({ subscription: id, feature, revision: (before?.revision ?? 0) + 1, quantity, resetPeriod, configuredAt })
  return configuredAt
}

/** A price has the currency and the period of the plan that it is a part of. */
function refuseOtherTerms({ contract }: QuotaSubject, { currency = 'EUR', resetPeriod = 'month' }: ConfigureQuota): void {
  const { currency: ofPlan, every } = contract.planVersion.content
  if (currency !== ofPlan) fail('quota.invalid', { field: 'currency', because: `is ${currency}, and the plan is in ${ofPlan}`, facts: { currency, expected: ofPlan } })
  if (every.count === 1 && every.unit === resetPeriod) return
  fail('quota.invalid', { field: 'resetPeriod', because: `is ${resetPeriod}, and the plan is billed every ${every.count} ${every.unit}, which is when free units come again`, facts: { resetPeriod } })
}

function componentOf({ priced, feature }: QuotaSubject, asked: string | undefined): string {
  const known = [...priced.keys()]
  if (asked !== undefined && !priced.has(asked)) fail('quota.invalid', { field: 'component', because: `is ${JSON.stringify(asked)}, and ${feature} is priced by ${known.join(', ')}`, facts: { known } })
  const [component, other] = asked === undefined ? known : [asked]
  assertInvariant(component !== undefined, 'a subject of a quota is priced')
  if (other === undefined) return component
  return fail('quota.ambiguous', { field: 'component', because: `is not given, and ${known.join(' and ')} price ${feature}`, facts: { known } })
}

function notNegative(value: Decimal, field: string): Decimal {
  const parsed = parseDecimal(value, field)
  if (compare(parsed, '0') < 0) fail('quota.invalid', { field, because: `is ${parsed}, below 0`, facts: { value: parsed } })
  return parsed
}
