import { z } from 'zod'
import { add } from '../money/arithmetic.js'
import type { Exact } from '../money/decimal-type.js'
import { refuseOtherForms } from './canonical.js'

/** A canonical decimal; a computed one may be longer than an input. */
export const decimalSchema = z.templateLiteral([z.number()]).superRefine(refuseOtherForms(canonicalForm))

/** A canonical decimal or fraction; a computed one may be longer than an input. */
export const exactSchema = z
  .union([z.templateLiteral([z.number()]), z.templateLiteral([z.number(), '/', z.number()])])
  .superRefine(refuseOtherForms(canonicalForm))

function canonicalForm(value: Exact): Exact {
  return add(value, '0')
}
