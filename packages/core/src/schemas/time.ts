import { z } from 'zod'
import { checkZone } from '../time/check-zone.js'
import { checkLocal, parseLocalDate } from '../time/local-text.js'
import { parseInstant } from '../time/parse-instant.js'
import { canonical } from './canonical.js'

/** A canonical instant: other RFC 3339 texts go through `parseInstant` first. */
export const instantSchema = canonical(parseInstant)

/** A calendar date `YYYY-MM-DD` that exists. */
export const localDateSchema = canonical(parseLocalDate)

/** A date, or a local date-time `YYYY-MM-DDTHH:mm:ss`. */
export const localSchema = canonical((text) => checkLocal(text, 'local'))

/** An IANA zone in its official spelling. */
export const zoneSchema = canonical(checkZone)

export const periodUnitSchema = z.enum(['day', 'week', 'month', 'quarter', 'half_year', 'year'])

const cadenceShape = { unit: periodUnitSchema, count: z.int().min(1).max(1000) }

export const cadenceSchema = z.strictObject(cadenceShape).readonly()

/** Half-open; ends after it starts. */
export const intervalSchema = z
  .strictObject({ from: instantSchema, to: instantSchema })
  .readonly()
  .refine(({ from, to }) => from < to, { message: 'an interval ends after it starts', path: ['to'] })

export const periodGridSchema = z
  .strictObject({ ...cadenceShape, zone: zoneSchema, anchor: localSchema, anchorDay: z.int().min(1).max(31).exactOptional() })
  .readonly()
  .refine(({ unit, anchorDay }) => anchorDay === undefined || (unit !== 'day' && unit !== 'week'), {
    message: 'days and weeks have no day of month',
    path: ['anchorDay'],
  })
