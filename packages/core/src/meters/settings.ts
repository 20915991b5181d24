import { describeValue } from '../errors/describe-value.js'
import { fail } from '../errors/failure.js'
import { checkText } from '../evidence/check-text.js'
import { checkZone } from '../time/check-zone.js'
import type { Zone } from '../time/time-type.js'
import type { AggregationSettings } from './aggregation.js'
import { checkPath } from './data-path.js'
import { meterLimits } from './meter-limits.js'
import type { DataPath } from './meter.js'

/** Refuses settings that an aggregation does not have: a misspelt one would count otherwise in silence. */
export function checkSettingNames(settings: AggregationSettings, known: readonly string[], field: string): void {
  const given: unknown = settings
  if (typeof given !== 'object' || given === null || Array.isArray(given)) fail('meter.invalid', { field, because: `is ${describeValue(given)} and not an object` })
  const stranger = Object.keys(settings).find((name) => !known.includes(name))
  if (stranger !== undefined) fail('meter.invalid', { field, because: `has the unknown setting ${describeValue(stranger)}` })
}

export function oneOfSetting<C extends string>(settings: AggregationSettings, name: string, choice: { readonly of: readonly C[]; readonly otherwise?: C; readonly field: string }): C {
  const value = Object.hasOwn(settings, name) ? settings[name] : choice.otherwise
  const found = choice.of.find((each) => each === value)
  return found ?? fail('meter.invalid', { field: `${choice.field}.${name}`, because: `is ${describeValue(value)} and none of ${choice.of.join(', ')}` })
}

/** `undefined` where it is not given. */
export function pathSetting(settings: AggregationSettings, name: string, field: string): DataPath | undefined {
  return Object.hasOwn(settings, name) ? checkPath(settings[name], `${field}.${name}`) : undefined
}

/** UTC unless given. */
export function zoneSetting(settings: AggregationSettings, name: string, field: string): Zone {
  return Object.hasOwn(settings, name) ? checkZone(checkText(settings[name], { field: `${field}.${name}` }), `${field}.${name}`) : 'UTC'
}

/** Words by their meaning; those of `otherwise` where a meaning, or the setting, is not given. No word has two meanings. */
export function wordsSetting<W extends string>(
  settings: AggregationSettings,
  name: string,
  { otherwise, field }: { readonly otherwise: { readonly [meaning in W]: readonly string[] }; readonly field: string },
): { readonly [meaning in W]: readonly string[] } {
  const given: unknown = Object.hasOwn(settings, name) ? settings[name] : {}
  const at = `${field}.${name}`
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return fail('meter.invalid', { field: at, because: `is ${describeValue(given)} and not lists of words` })
  const stranger = Object.keys(given).find((meaning) => !Object.hasOwn(otherwise, meaning))
  if (stranger !== undefined) fail('meter.invalid', { field: at, because: `has ${describeValue(stranger)}, which is none of ${Object.keys(otherwise).join(', ')}` })
  const words = { ...otherwise, ...given }
  const all = Object.entries<unknown>(words).flatMap(([meaning, said]) => checkWords(said, `${at}.${meaning}`))
  if (new Set(all).size !== all.length) fail('meter.invalid', { field: at, because: 'gives one word two meanings' })
  return words
}

function checkWords(said: unknown, field: string): readonly string[] {
  if (!Array.isArray(said) || said.length === 0 || said.length > meterLimits.alternatives) return fail('meter.invalid', { field, because: `is not a list of 1 to ${meterLimits.alternatives} words` })
  return said.map((word, index) => checkText(word, { field: `${field}[${index}]`, maxLength: meterLimits.dimensionValueLength }))
}
