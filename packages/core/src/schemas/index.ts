// evidence
export { jsonObjectSchema, jsonSchema } from './json.js'
export { hashSchema, identifierSchema } from './text.js'

// money
export { decimalSchema, exactSchema } from './exact.js'
export { currencyCodeSchema, moneySchema, roundingModeSchema, roundingPolicySchema, roundingRuleSchema, taxScopeSchema } from './money.js'

// time
export { cadenceSchema, instantSchema, intervalSchema, localDateSchema, localSchema, periodGridSchema, periodUnitSchema, zoneSchema } from './time.js'

// accounts
export { accountSchema, externalReferenceSchema, paymentTermsSchema, postalAddressSchema, taxProfileSchema } from './account.js'

// events
export { usageEventSchema } from './usage-event.js'

// meters
export { dimensionsSchema, meterFilterSchema, meterSchema } from './meter.js'

// usage
export { usageBucketSchema, usageSchema } from './usage.js'
