import { z } from 'zod'
import { eventLimits } from '../events/event-limits.js'
import { parseUsageEvent } from '../events/parse-usage-event.js'
import { toCloudEvent } from '../events/to-cloud-event.js'
import type { EventExtensions } from '../events/usage-event.js'
import { checkJson } from '../evidence/check-json.js'
import type { JsonObject } from '../evidence/json.js'
import { accepted, checked } from './checked.js'
import { identifierSchema } from './text.js'
import { instantSchema } from './time.js'

/** A usage event in canonical form. What comes from outside is a CloudEvents event, which `parseUsageEvent` reads. */
export const usageEventSchema = z
  .strictObject({
    id: identifierSchema,
    source: identifierSchema,
    type: identifierSchema,
    subject: identifierSchema,
    time: instantSchema,
    data: checked<JsonObject>((data) => checkJson(data, 'data')).nullable(),
    revision: z.int().min(0).max(eventLimits.revision),
    subscription: identifierSchema.exactOptional(),
    timeFromReceipt: z.literal(true).exactOptional(),
    extensions: checked<EventExtensions>((extensions) => checkJson(extensions, 'extensions')).exactOptional(),
  })
  .readonly()
  .superRefine(accepted((event) => parseUsageEvent(toCloudEvent(event))))
