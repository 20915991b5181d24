import { checkText, fail, type Meter } from '@farthing/core'
import type { Catalog } from '@farthing/pricing'

/** Something that is used and counted: a meter of the catalogue, with what people call it. */
export interface Feature {
  /** Name of the meter. */
  readonly feature: string
  /** That of the meter, or its name. */
  readonly displayName: string
  /** What one of it is called; absent where the meter does not say. */
  readonly unit?: string
}

/** A meter as people see it. */
export function featureOf({ meters }: Catalog, name: string): Feature {
  const meter = Object.hasOwn(meters, name) ? meters[name] : undefined
  return { feature: name, displayName: meter?.displayName ?? name, ...(meter?.unit === undefined ? {} : { unit: meter.unit }) }
}

/**
 * The feature that a text names: a meter of the catalogue, or the event type that one meter alone counts, as reports of usage name it.
 *
 * @throws `meter.unknown`
 */
export function findFeature(catalog: Catalog, text: string): Feature & { readonly meter: Meter } {
  const name = checkText(text, { field: 'feature' })
  const meters = new Map<string, Meter>(Object.entries(catalog.meters))
  const [own, ...others] = meters.has(name) ? [name] : [...meters].flatMap(([key, { event }]) => (event === name ? [key] : []))
  const meter = own === undefined ? undefined : meters.get(own)
  if (own !== undefined && meter !== undefined && others.length === 0) return { ...featureOf(catalog, own), meter }
  const because = own === undefined ? `is ${JSON.stringify(name)}` : `is ${JSON.stringify(name)}, an event that ${[own, ...others].join(' and ')} count`
  return fail('meter.unknown', { field: 'feature', because, facts: { feature: name } })
}
