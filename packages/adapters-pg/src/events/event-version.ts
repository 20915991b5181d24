import type { IncomingEvent } from '@farthing/ports'

/** Identity and revision as one text: what is kept once. */
export function versionKeyOf({ identity, event }: IncomingEvent): string {
  return `${identity}/${event.revision}`
}
