import { isFarthingError, type Json, type JsonObject } from 'farthing'

/** What is wrong with a request itself; everything else is said by Farthing. */
export class BadRequest extends Error {}

/** The body of a request, which is an object. */
export async function bodyOf(request: Request): Promise<JsonObject> {
  const body: unknown = await request.json().catch(() => undefined)
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new BadRequest('the body is not a JSON object')
  return body as JsonObject
}

export function textIn(body: JsonObject, field: string): string {
  const value = body[field]
  if (typeof value !== 'string' || value === '') throw new BadRequest(`${field} is missing`)
  return value
}

/** An id, which some clients send as a number. */
export function idIn(body: JsonObject, field: string): string {
  const value = body[field]
  return typeof value === 'number' && Number.isSafeInteger(value) ? `${value}` : textIn(body, field)
}

/** A quantity or a price: text, or a JSON number that is exact because it is an integer. */
export function decimalIn(body: JsonObject, field: string, otherwise?: `${number}`): `${number}` {
  const value = body[field] ?? otherwise
  if (typeof value === 'number' && Number.isSafeInteger(value)) return `${value}`
  // Farthing reads it, and says what is wrong with it.
  if (typeof value === 'string') return value as `${number}`
  throw new BadRequest(`${field} is neither an integer nor text such as "0.5"`)
}

/** Names a command, so that a repeated request does nothing twice. */
export function keyOf(request: Request): string {
  const key = request.headers.get('Idempotency-Key')
  if (key === null) throw new BadRequest('the header Idempotency-Key is missing')
  return key
}

export function answer(body: Json | object, status = 200): Response {
  return Response.json(body, { status })
}

// #region failures
export function failed(error: unknown): Response {
  if (error instanceof BadRequest) return answer({ error: 'bad_request', message: error.message }, 400)
  if (!isFarthingError(error)) throw error
  const { code, field, message } = error
  return answer({ error: code, field, message }, statusOf(code))
}

/** By the code, which is stable; the message is for people. */
function statusOf(code: string): number {
  if (code.startsWith('storage.')) return 503
  if (code.endsWith('.unknown') || code === 'period.not_found') return 404
  return code.endsWith('.conflict') || code === 'invoice.exists' ? 409 : 422
}
// #endregion failures
