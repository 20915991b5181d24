import { fail } from '../errors/failure.js'
import { checkText } from '../evidence/check-text.js'
import { parseInstant } from '../time/parse-instant.js'
import { checkFields, checkList, checkTexts } from './account-fields.js'
import type { TaxExemption, TaxProfile, TaxRegistration } from './tax-profile.js'

const most = 100

/** Returns the profile with its instants in canonical form. @throws `account.invalid`, `text.*`, `time.*`, `period.ends_before_start` */
export function checkTaxProfile(profile: TaxProfile, field = 'taxProfile'): TaxProfile {
  checkFields(profile, field, ['jurisdiction', 'registrations', 'exemptions'])
  checkText(profile.jurisdiction, { field: `${field}.jurisdiction` })
  checkList(profile.registrations, `${field}.registrations`, { most, keyOf: registrationKey, check: checkRegistration })
  const { exemptions } = profile
  if (exemptions === undefined) return profile
  checkList(exemptions, `${field}.exemptions`, { most, keyOf: (exemption) => JSON.stringify(exemption), check: checkExemption })
  return { ...profile, exemptions: exemptions.map((exemption, index) => canonicalExemption(exemption, `${field}.exemptions[${index}]`)) }
}

function registrationKey({ tax, jurisdiction, number }: TaxRegistration): string {
  return JSON.stringify([tax, jurisdiction, number])
}

function checkRegistration(registration: TaxRegistration, field: string): void {
  checkFields(registration, field, ['tax', 'jurisdiction', 'number'])
  for (const name of ['tax', 'jurisdiction', 'number'] as const) checkText(registration[name], { field: `${field}.${name}` })
}

function checkExemption(exemption: TaxExemption, field: string): void {
  checkFields(exemption, field, ['jurisdiction', 'tax', 'category', 'reason', 'certificate', 'from', 'to'])
  checkText(exemption.jurisdiction, { field: `${field}.jurisdiction` })
  checkTexts(exemption, field, ['tax', 'category', 'certificate'])
  checkFields(exemption.reason, `${field}.reason`, ['code', 'text'])
  for (const name of ['code', 'text'] as const) checkText(exemption.reason[name], { field: `${field}.reason.${name}` })
}

function canonicalExemption(exemption: TaxExemption, field: string): TaxExemption {
  const from = exemption.from === undefined ? undefined : parseInstant(exemption.from, { field: `${field}.from` })
  const to = exemption.to === undefined ? undefined : parseInstant(exemption.to, { field: `${field}.to` })
  if (from !== undefined && to !== undefined && to <= from) fail('period.ends_before_start', { field: `${field}.to`, because: `is ${to}, not after ${from}`, facts: { from, to } })
  return { ...exemption, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
}
