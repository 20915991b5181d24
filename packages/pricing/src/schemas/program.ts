import { identifierSchema, jsonObjectSchema } from '@farthing/core/schemas'
import { z } from 'zod'

const names = z.array(identifierSchema).min(1).readonly()

export const chargeSelectorSchema = z
  .strictObject({ components: names.exactOptional(), meters: names.exactOptional(), products: names.exactOptional(), categories: names.exactOptional(), models: names.exactOptional() })
  .readonly()

/** A program by its shape. That its stages exist and that their configurations are theirs is for `checkProgram` to say. */
export const programSchema = z
  .strictObject({
    stages: z
      .array(
        z
          .strictObject({
            id: identifierSchema,
            use: identifierSchema,
            of: chargeSelectorSchema.exactOptional(),
            rules: z.array(z.strictObject({ id: identifierSchema, config: jsonObjectSchema }).readonly()).min(1).readonly(),
          })
          .readonly(),
      )
      .readonly(),
  })
  .readonly()
