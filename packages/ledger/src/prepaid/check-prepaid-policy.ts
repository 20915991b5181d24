import { checkText, currencies, describeValue, fail, minorUnitsOf, parseDecimal, parseInstant, signOf, type Currency } from '@farthing/core'
import { restrictionScopes } from '../delinquency/restriction.js'
import type { PrepaidPolicy } from './prepaid-policy.js'

/** `true` for every field, so that one that is added is known here too. */
const fields: { readonly [name in keyof Required<PrepaidPolicy>]: true } = {
  account: true, currency: true, lowBalance: true, lowRunwayDays: true, releaseNoticeHours: true, onDepletion: true, restricts: true, recipients: true, createdAt: true, endedAt: true,
}
const actions: readonly string[] = ['restrict', 'force_release', 'notify']
const scopes: readonly string[] = restrictionScopes
const mostRecipients = 100

/**
 * Checks a policy and returns it with canonical decimals and instants. Under an empty `field`, parts are named by themselves.
 *
 * What contradicts itself is refused: a notice of release where nothing is released, a scope of restriction where nothing is restricted.
 *
 * @throws `prepaid.invalid` naming field and rule; `text.*`, `decimal.*`, `time.*`, `money.currency_unknown`, `money.no_minor_units`; each naming the part below
 *   `field`
 */
export function checkPrepaidPolicy(policy: PrepaidPolicy, field = 'policy', known: readonly Currency[] = currencies): PrepaidPolicy {
  const part = (name: string): string => (field === '' ? name : `${field}.${name}`)
  const given: unknown = policy
  if (typeof given !== 'object' || given === null) return refuse(field, `is ${describeValue(given)} and not an object`)
  const stranger = Object.keys(given).find((name) => !Object.hasOwn(fields, name))
  if (stranger !== undefined) refuse(part(stranger), `is there, which a prepaid policy does not have`)
  const { currency, lowBalance, lowRunwayDays, releaseNoticeHours, onDepletion, restricts, recipients, endedAt } = policy
  minorUnitsOf(currency, part('currency'), known)
  if (!actions.includes(onDepletion)) refuse(part('onDepletion'), `is ${describeValue(onDepletion)} and none of ${actions.join(', ')}`)
  if (releaseNoticeHours !== undefined && onDepletion !== 'force_release') refuse(part('releaseNoticeHours'), `goes with force_release, and onDepletion is ${onDepletion}`)
  if (restricts !== undefined && onDepletion !== 'restrict') refuse(part('restricts'), `goes with restrict, and onDepletion is ${onDepletion}`)
  if (restricts !== undefined && !scopes.includes(restricts)) refuse(part('restricts'), `is ${describeValue(restricts)} and none of ${scopes.join(', ')}`)
  return {
    account: checkText(policy.account, { field: part('account') }),
    currency,
    ...(lowBalance === undefined ? {} : { lowBalance: aboveZero(lowBalance, part('lowBalance')) }),
    ...(lowRunwayDays === undefined ? {} : { lowRunwayDays: whole(lowRunwayDays, part('lowRunwayDays'), 365) }),
    ...(releaseNoticeHours === undefined ? {} : { releaseNoticeHours: whole(releaseNoticeHours, part('releaseNoticeHours'), 8_760) }),
    onDepletion,
    ...(restricts === undefined ? {} : { restricts }),
    ...(recipients === undefined ? {} : { recipients: checkRecipients(recipients, part('recipients')) }),
    createdAt: parseInstant(policy.createdAt, { field: part('createdAt') }),
    ...(endedAt === undefined ? {} : { endedAt: parseInstant(endedAt, { field: part('endedAt') }) }),
  }
}

function aboveZero(text: string, field: string) {
  const amount = parseDecimal(text, field)
  return signOf(amount) > 0 ? amount : refuse(field, `is ${amount}, not above 0`)
}

function whole(value: number, field: string, most: number): number {
  return Number.isInteger(value) && value >= 1 && value <= most ? value : refuse(field, `is ${describeValue(value)}, not a whole number from 1 to ${most}`)
}

function checkRecipients(recipients: readonly string[], field: string): readonly string[] {
  const given: unknown = recipients
  if (!Array.isArray(given) || given.length > mostRecipients) return refuse(field, `is ${describeValue(given)}, and not a list of at most ${mostRecipients}`)
  recipients.forEach((recipient, index) => {
    checkText(recipient, { field: `${field}[${index}]` })
    if (recipients.indexOf(recipient) < index) refuse(`${field}[${index}]`, 'is there a second time')
  })
  return recipients
}

function refuse(field: string, because: string): never {
  return fail('prepaid.invalid', { field, because })
}
