import { z } from 'zod'
import { checkText } from '../evidence/check-text.js'
import { canonical } from './canonical.js'

/** An identifier: 1 to 256 well-formed characters without U+0000. */
export const identifierSchema = canonical((text) => checkText(text, { field: 'text' }))

/** 64 lowercase hexadecimal digits. */
export const hashSchema = z.string().regex(/^[0-9a-f]{64}$/, 'is not 64 lowercase hexadecimal digits')
