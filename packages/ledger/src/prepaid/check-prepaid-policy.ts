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
 * Checks a policy and returns it with canonical decimals and instants.
 *
 * What contradicts itself is refused: a notice of release where nothing is released, a scope of restriction where nothing is restricted.
 *
 * @throws `prepaid.invalid` naming field and rule; `text.*`, `decimal.*`, `time.*`, `money.currency_unknown`, `money.no_minor_units`; each naming the part below
 *   `field`
 */
export function checkPrepaidPolicy(policy: PrepaidPolicy, field = 'policy', known: readonly Currency[] = currencies): PrepaidPolicy {
  const given: unknown = policy
  if (typeof given !== 'object' || given === null) return refuse(field, `is ${describeValue(given)} and not an object`)
  const stranger = Object.keys(given).find((name) => !Object.hasOwn(fields, name))
  if (stranger !== undefined) refuse(field, `has the field ${describeValue(stranger)}, which a prepaid policy does not have`)
  const { currency, lowBalance, lowRunwayDays, releaseNoticeHours, onDepletion, restricts, recipients, endedAt } = policy
  minorUnitsOf(currency, `${field}.currency`, known)
  if (!actions.includes(onDepletion)) refuse(`${field}.onDepletion`, `is ${describeValue(onDepletion)} and none of ${actions.join(', ')}`)
  if (releaseNoticeHours !== undefined && onDepletion !== 'force_release') refuse(`${field}.releaseNoticeHours`, `goes with force_release, and onDepletion is ${onDepletion}`)
  if (restricts !== undefined && onDepletion !== 'restrict') refuse(`${field}.restricts`, `goes with restrict, and onDepletion is ${onDepletion}`)
  if (restricts !== undefined && !scopes.includes(restricts)) refuse(`${field}.restricts`, `is ${describeValue(restricts)} and none of ${scopes.join(', ')}`)
  return {
    account: checkText(policy.account, { field: `${field}.account` }),
    currency,
    ...(lowBalance === undefined ? {} : { lowBalance: aboveZero(lowBalance, `${field}.lowBalance`) }),
    ...(lowRunwayDays === undefined ? {} : { lowRunwayDays: whole(lowRunwayDays, `${field}.lowRunwayDays`, 365) }),
    ...(releaseNoticeHours === undefined ? {} : { releaseNoticeHours: whole(releaseNoticeHours, `${field}.releaseNoticeHours`, 8_760) }),
    onDepletion,
    ...(restricts === undefined ? {} : { restricts }),
    ...(recipients === undefined ? {} : { recipients: checkRecipients(recipients, `${field}.recipients`) }),
    createdAt: parseInstant(policy.createdAt, { field: `${field}.createdAt` }),
    ...(endedAt === undefined ? {} : { endedAt: parseInstant(endedAt, { field: `${field}.endedAt` }) }),
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
