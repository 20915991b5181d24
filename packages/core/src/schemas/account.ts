import { z } from 'zod'
import { currencyCodeSchema } from './money.js'
import { identifierSchema } from './text.js'
import { zoneSchema } from './time.js'

export const accountSchema = z
  .strictObject({
    id: identifierSchema,
    kind: z.enum(['customer', 'reseller', 'house']),
    name: identifierSchema.exactOptional(),
    currency: currencyCodeSchema,
    zone: zoneSchema,
    parent: identifierSchema.exactOptional(),
    invoiceRecipient: identifierSchema.exactOptional(),
  })
  .readonly()
  .refine(({ id, parent }) => parent !== id, { message: 'an account is not its own parent', path: ['parent'] })
