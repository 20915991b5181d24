import type { UsageEvent } from './usage-event.js'

/**
 * CloudEvents attributes that say whose and what usage an event is. They are text of at most 256 characters, kept with the event, and part
 * of its fingerprint, because usage may be kept apart by them: a repeat that names another project is a conflict and no duplicate.
 */
export const attributionAttributes = [
  /** Who or what started the work. */
  'submitter',
  'project',
  /** What was used, such as a machine or a database. */
  'resource',
  /** Instance of the application that reported. */
  'instance',
  /** Path through the seller's network or models. */
  'route',
  /** Chain of resellers, from the seller outwards, such as `north/acme`. */
  'resellers',
  /** How the seller knows: a gateway log, a scheduler, an invoice of a supplier. */
  'usagesource',
  /** Joins an event to the request or job that caused it. The one attribute outside the fingerprint: a redelivery may carry another. */
  'correlationid',
] as const

export type AttributionAttribute = (typeof attributionAttributes)[number]

/** Whose and what usage an event is, as far as it says. */
export type Attributes = { readonly [attribute in AttributionAttribute]?: string }

/** Reads one attribute; `undefined` where the event does not have it. */
export function attributeOf({ extensions }: Pick<UsageEvent, 'extensions'>, attribute: AttributionAttribute): string | undefined {
  const value = extensions !== undefined && Object.hasOwn(extensions, attribute) ? extensions[attribute] : undefined
  return typeof value === 'string' ? value : undefined
}

/** All of them that the event has. */
export function attributesOf(event: Pick<UsageEvent, 'extensions'>): Attributes {
  if (event.extensions === undefined) return {}
  return Object.fromEntries(attributionAttributes.flatMap((attribute) => {
    const value = attributeOf(event, attribute)
    return value === undefined ? [] : [[attribute, value]]
  }))
}

export function isAttributionAttribute(name: string): name is AttributionAttribute {
  return attributionAttributes.some((attribute) => attribute === name)
}
