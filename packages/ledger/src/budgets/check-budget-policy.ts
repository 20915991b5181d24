import { calendarGrid, checkPeriodGrid, checkText, checkZone, compare, currencies, describeValue, fail, minorUnitsOf, parseDecimal, parseInstant, signOf, type Currency, type Decimal } from '@farthing/core'
import type { BudgetPolicy } from './budget-policy.js'

/** `true` for every field, so that one that is added is known here too. */
const fields: { readonly [name in keyof Required<BudgetPolicy>]: true } = {
  id: true, account: true, project: true, currency: true, amount: true, every: true, zone: true, thresholds: true, recipients: true, mode: true, createdAt: true, endedAt: true,
}

const modes: readonly string[] = ['notify_only', 'block']
const mostThresholds = 20
const mostRecipients = 100
const highestPercent = '1000'

/**
 * Checks a policy and returns it with canonical decimals, instants and zone. Nothing is sorted or left out: thresholds that do not rise are refused.
 * Under an empty `field`, parts are named by themselves.
 *
 * @throws `budget.invalid` for a field that it does not have, an amount that is not above 0, an unknown period or mode, recipients that are none;
 *   `budget.threshold_invalid` for thresholds at or below 0, above 1,000 percent, that do not rise, none or too many; `text.*`, `decimal.*`, `time.*`,
 *   `money.currency_unknown`, `money.no_minor_units`; each naming the part below `field`
 */
export function checkBudgetPolicy(policy: BudgetPolicy, field = 'policy', known: readonly Currency[] = currencies): BudgetPolicy {
  const part = (name: string): string => (field === '' ? name : `${field}.${name}`)
  const given: unknown = policy
  if (typeof given !== 'object' || given === null) return refuse(field, `is ${describeValue(given)} and not an object`)
  const stranger = Object.keys(given).find((name) => !Object.hasOwn(fields, name))
  if (stranger !== undefined) refuse(part(stranger), `is there, which a budget does not have`)
  const { project, recipients, endedAt, mode, every } = policy
  const amount = parseDecimal(policy.amount, part('amount'))
  if (signOf(amount) <= 0) refuse(part('amount'), `is ${amount}, not above 0`)
  minorUnitsOf(policy.currency, part('currency'), known)
  const zone = checkZone(policy.zone, part('zone'))
  checkPeriodGrid(calendarGrid(every, zone), part('every'))
  if (!modes.includes(mode)) refuse(part('mode'), `is ${describeValue(mode)} and not "notify_only" or "block"`)
  return {
    id: checkText(policy.id, { field: part('id') }),
    account: checkText(policy.account, { field: part('account') }),
    ...(project === undefined ? {} : { project: checkText(project, { field: part('project') }) }),
    currency: policy.currency, amount, every, zone, mode,
    thresholds: checkThresholds(policy.thresholds, part('thresholds')),
    ...(recipients === undefined ? {} : { recipients: checkRecipients(recipients, part('recipients')) }),
    createdAt: parseInstant(policy.createdAt, { field: part('createdAt') }),
    ...(endedAt === undefined ? {} : { endedAt: parseInstant(endedAt, { field: part('endedAt') }) }),
  }
}

function checkThresholds(thresholds: readonly Decimal[], field: string): readonly Decimal[] {
  const given: unknown = thresholds
  if (!Array.isArray(given)) return refuseThreshold(field, `is ${describeValue(given)} and not a list`)
  if (given.length === 0 || given.length > mostThresholds) refuseThreshold(field, `has ${given.length} entries, where 1 to ${mostThresholds} are taken`)
  let before: Decimal = '0'
  return thresholds.map((text, index) => {
    const percent = parseDecimal(text, `${field}[${index}]`)
    if (signOf(percent) <= 0) refuseThreshold(`${field}[${index}]`, `is ${percent} percent, which every spend has reached`)
    if (compare(percent, highestPercent) > 0) refuseThreshold(`${field}[${index}]`, `is ${percent} percent, above ${highestPercent}`)
    if (compare(percent, before) <= 0) refuseThreshold(`${field}[${index}]`, `is ${percent} percent behind ${before}`)
    before = percent
    return percent
  })
}

function checkRecipients(recipients: readonly string[], field: string): readonly string[] {
  const given: unknown = recipients
  if (!Array.isArray(given)) return refuse(field, `is ${describeValue(given)} and not a list`)
  if (given.length > mostRecipients) refuse(field, `has ${given.length} entries, where at most ${mostRecipients} are taken`)
  recipients.forEach((recipient, index) => {
    checkText(recipient, { field: `${field}[${index}]` })
    if (recipients.indexOf(recipient) < index) refuse(`${field}[${index}]`, 'is there a second time')
  })
  return recipients
}

function refuse(field: string, because: string): never {
  return fail('budget.invalid', { field, because })
}

function refuseThreshold(field: string, because: string): never {
  return fail('budget.threshold_invalid', { field, because })
}
