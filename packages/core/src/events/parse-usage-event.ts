import { describeValue } from '../errors/describe-value.js'
import { fail } from '../errors/failure.js'
import { canonicalJson } from '../evidence/canonical-json.js'
import { checkJson } from '../evidence/check-json.js'
import { checkText } from '../evidence/check-text.js'
import type { JsonObject } from '../evidence/json.js'
import { utf8 } from '../evidence/utf8.js'
import { parseInstant } from '../time/parse-instant.js'
import type { Instant } from '../time/time-type.js'
import { eventLimits } from './event-limits.js'
import { parseExtensions } from './parse-extensions.js'
import type { UsageEvent } from './usage-event.js'

export interface ParseEventOptions {
  /** When the event arrived. */
  readonly receivedAt?: Instant
  /** The source is declared to send no time: a missing `time` becomes `receivedAt`. A `time` that is sent is kept. */
  readonly timeFromReceipt?: boolean
}

type Attributes = { readonly [attribute: string]: unknown }

/**
 * Reads a CloudEvents 1.0 event in its JSON format and returns it in canonical form.
 *
 * Required: `id`, `source`, `type`, `subject`, `time` (RFC 3339) and `data` (an object, or `null` to void). Optional: `specversion` (then
 * `1.0`), `datacontenttype` (then JSON), and the extension attributes `revision` and `subscription`. `dataschema` and every other extension
 * attribute are kept under `extensions`; a name that CloudEvents does not allow is refused, so nothing is dropped. As CloudEvents says, an
 * attribute that is `null` counts as absent. A void needs a revision of at least 1, so that `data` forgotten by mistake is not one.
 *
 * Bounds are in {@link eventLimits}. Costs one pass over the data.
 *
 * @throws `event.invalid`, `event.too_large`, `text.*`, `json.*` or `time.*`, with the attribute as field.
 */
export function parseUsageEvent(input: unknown, options: ParseEventOptions = {}): UsageEvent {
  const attributes = checkEnvelope(input)
  const text = (name: string) => checkText(required(attributes, name), { field: name, maxLength: eventLimits.textLength })
  const id = text('id')
  const source = text('source')
  const type = text('type')
  const subject = text('subject')
  const time = parseTime(attributes, options)
  const revision = parseRevision(attributes)
  const data = parseData(attributes)
  if (data === null && revision === 0) {
    fail('event.invalid', { field: 'data', because: 'is null at revision 0, but a void names the revision that it makes' })
  }
  const extensions = parseExtensions(attributes)
  return {
    id,
    source,
    type,
    subject,
    ...time,
    data,
    revision,
    ...(read(attributes, 'subscription') === undefined ? {} : { subscription: text('subscription') }),
    ...(extensions === undefined ? {} : { extensions }),
  }
}

function checkEnvelope(input: unknown): Attributes {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    fail('event.invalid', { field: '', because: `is ${describeValue(input)} and not an object` })
  }
  const attributes = input as Attributes
  const count = Object.keys(attributes).length
  if (count > eventLimits.attributes) {
    fail('event.too_large', { field: '', because: `has ${count} attributes, more than ${eventLimits.attributes}`, facts: { count } })
  }
  const version = read(attributes, 'specversion')
  if (version !== undefined && version !== '1.0') {
    fail('event.invalid', { field: 'specversion', because: `is ${describeValue(version)} and not "1.0"` })
  }
  const contentType = read(attributes, 'datacontenttype')
  if (contentType !== undefined && !isJsonContent(contentType)) {
    fail('event.invalid', { field: 'datacontenttype', because: `is ${describeValue(contentType)} and not "application/json"` })
  }
  if (read(attributes, 'data_base64') !== undefined) {
    fail('event.invalid', { field: 'data_base64', because: 'holds binary data, which no meter can read; send data as JSON' })
  }
  return attributes
}

/** Parameters such as `charset` say nothing about data that is parsed already. */
function isJsonContent(contentType: unknown): boolean {
  if (typeof contentType !== 'string' || contentType.length > eventLimits.textLength) return false
  const [mediaType = ''] = contentType.split(';', 1)
  return mediaType.trim().toLowerCase() === 'application/json'
}

function parseTime(attributes: Attributes, options: ParseEventOptions): Pick<UsageEvent, 'time' | 'timeFromReceipt'> {
  const sent = read(attributes, 'time')
  const marked = read(attributes, 'timefromreceipt')
  if (marked !== undefined && typeof marked !== 'boolean') {
    fail('event.invalid', { field: 'timefromreceipt', because: `is ${describeValue(marked)} and not true or false` })
  }
  if (sent !== undefined) {
    if (typeof sent !== 'string') fail('event.invalid', { field: 'time', because: `is ${describeValue(sent)} and not text` })
    const time = parseInstant(sent, { field: 'time' })
    return marked === true ? { time, timeFromReceipt: true } : { time }
  }
  if (options.timeFromReceipt !== true) fail('event.invalid', { field: 'time', because: 'is missing and the source is not declared timeFromReceipt' })
  if (options.receivedAt === undefined) fail('event.invalid', { field: 'time', because: 'is missing and no receipt time is given' })
  return { time: parseInstant(options.receivedAt, { field: 'receivedAt' }), timeFromReceipt: true }
}

function parseRevision(attributes: Attributes): number {
  const revision = read(attributes, 'revision') ?? 0
  if (revision === 0) return 0
  if (typeof revision === 'number' && Number.isInteger(revision) && revision > 0 && revision <= eventLimits.revision) return revision
  return fail('event.invalid', { field: 'revision', because: `is ${describeValue(revision)} and not an integer from 0 to ${eventLimits.revision}` })
}

function parseData(attributes: Attributes): JsonObject | null {
  if (!Object.hasOwn(attributes, 'data')) {
    fail('event.invalid', { field: 'data', because: 'is missing; send an object, {} when there is nothing to say' })
  }
  const data = checkJson(attributes['data'], 'data')
  if (data === null) return null
  if (typeof data !== 'object' || Array.isArray(data)) fail('event.invalid', { field: 'data', because: `is ${describeValue(data)} and not an object` })
  checkSize(canonicalJson(data))
  return data as JsonObject
}

/** A UTF-16 unit has three bytes at most, so that short data need not be encoded to be measured. */
function checkSize(data: string): void {
  if (data.length * 3 <= eventLimits.dataBytes) return
  const bytes = utf8(data).length
  if (bytes > eventLimits.dataBytes) {
    fail('event.too_large', { field: 'data', because: `has ${bytes} bytes, more than ${eventLimits.dataBytes}`, facts: { bytes } })
  }
}

function required(attributes: Attributes, name: string): unknown {
  const value = read(attributes, name)
  return value === undefined ? fail('event.invalid', { field: name, because: 'is missing' }) : value
}

function read(attributes: Attributes, name: string): unknown {
  return Object.hasOwn(attributes, name) ? (attributes[name] ?? undefined) : undefined
}
