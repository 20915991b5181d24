import { fail } from '../errors/failure.js'
import { checkJson } from '../evidence/check-json.js'
import { checkText } from '../evidence/check-text.js'
import { isAttributionAttribute } from './attribution.js'
import { eventLimits } from './event-limits.js'
import type { EventExtensions } from './usage-event.js'

/** Attributes that have a field of their own in a usage event, or no meaning once the event is read. */
const readElsewhere: ReadonlySet<string> = new Set([
  'specversion', 'id', 'source', 'type', 'subject', 'time', 'timefromreceipt', 'datacontenttype', 'data', 'data_base64', 'revision', 'subscription',
])

/**
 * Keeps `dataschema` and the extension attributes of a CloudEvents event; `undefined` when it has none.
 *
 * A name has 1 to 64 letters a to z or digits, as CloudEvents says; a value is text, `true`, `false` or an exact number.
 */
export function parseExtensions(attributes: { readonly [attribute: string]: unknown }): EventExtensions | undefined {
  const entries = Object.keys(attributes)
    .filter((name) => !readElsewhere.has(name) && (attributes[name] ?? undefined) !== undefined)
    .sort()
    .map((name) => [name, checkExtension(name, attributes[name])] as const)
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}

function checkExtension(name: string, value: unknown): string | number | boolean {
  const shown = name.slice(0, eventLimits.extensionNameLength)
  if (name.length > eventLimits.extensionNameLength || !/^[a-z0-9]+$/.test(name)) {
    fail('event.invalid', { field: shown, because: `is no CloudEvents attribute: a name has 1 to ${eventLimits.extensionNameLength} letters a to z or digits` })
  }
  if (isAttributionAttribute(name)) return checkText(value, { field: name, maxLength: eventLimits.textLength })
  if (typeof value === 'string') return checkText(value, { field: name, maxLength: eventLimits.extensionLength, empty: 'allowed' })
  if (typeof value === 'boolean') return value
  if (typeof value === 'number') return checkJson(value, name) as number
  return fail('event.invalid', { field: name, because: 'is not text, true, false or a number, so it is no CloudEvents attribute' })
}
