import type { JsonObject } from 'farthing'
import { BadRequest, answer, bodyOf, decimalIn, failed, keyOf, textIn } from './answers.js'
import { billing, tracker } from './billing.js'
import { chargesOf, chargesOfPlans } from './meter.js'

type Handler = (request: Request, parameters: readonly string[]) => Promise<Response>

/** Each route of the module, by method and path; a `*` is a parameter. */
const routes: readonly (readonly [method: string, path: string, handler: Handler])[] = [
  // #region usage
  ['POST', '/api/usage/track', async (request) => {
    const body = await bodyOf(request)
    const { metadata } = body
    if (metadata !== undefined && (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata))) throw new BadRequest('metadata is not an object')
    const id = request.headers.get('Idempotency-Key')
    await tracker.record({
      feature: textIn(body, 'feature'), account: textIn(body, 'organizationId'), quantity: decimalIn(body, 'quantity', '1'),
      ...(metadata === undefined ? {} : { metadata: metadata as JsonObject }), ...(id === null ? {} : { id }),
    })
    return answer({ tracked: true }, 202)
  }],
  ['GET', '/api/usage/*', async (request, [account = '']) => {
    const features = new URL(request.url).searchParams.get('features')?.split(',')
    return answer(await billing.usage.summary({ account, ...(features === undefined ? {} : { features }) }))
  }],
  ['GET', '/api/usage/*/history', async (request, [account = '']) => {
    const limit = new URL(request.url).searchParams.get('limit')
    return answer(await billing.usage.history({ account, ...(limit === null ? {} : { limit: Number(limit) }) }))
  }],
  ['GET', '/api/usage/*/estimate', async (_, [account = '']) => answer(await billing.usage.estimate({ account }))],
  // #endregion usage
  // #region quota
  ['POST', '/api/usage/*/quota', async (request, [account = '']) => {
    const body = await bodyOf(request)
    const [feature, includedQuantity, currency] = [textIn(body, 'feature'), decimalIn(body, 'includedQuantity'), body['currency']]
    const price = body['pricePerUnit'] === undefined ? {} : { pricePerUnitMinor: decimalIn(body, 'pricePerUnit'), ...(typeof currency === 'string' ? { currency } : {}) }
    return answer(await billing.quotas.configure({ key: keyOf(request), account, feature, includedQuantity, ...price }), 201)
  }],
  ['GET', '/api/usage/*/quota/*', async (_, [account = '', feature = '']) => answer(await billing.quotas.check({ account, feature, maxAgeMs: 1_000 }))],
  // #endregion quota
  // #region meter
  ['POST', '/api/meter', async (request) => answer(await chargesOf(await bodyOf(request)))],
  ['POST', '/api/meter/batch', async (request) => answer(await chargesOfPlans(await bodyOf(request)))],
  ['POST', '/api/meter/trigger', async () => {
    // What ingestion calls behind its last event: whatever came in since the last time is billed, by one run. A scheduler does the same every minute.
    const { counts } = await billing.jobs.run('after-ingest')
    return answer(counts, 202)
  }],
  // #endregion meter
  // #region invoices
  ['GET', '/api/invoices', async (request) => {
    const { searchParams } = new URL(request.url)
    const [account, cursor] = [searchParams.get('organizationId'), searchParams.get('cursor')]
    const { items, next } = await billing.invoices.list(account === null ? {} : { account }, cursor === null ? {} : { cursor })
    return answer({ invoices: items, ...(next === undefined ? {} : { next }) })
  }],
  ['POST', '/api/invoices', async (request) => {
    const body = await bodyOf(request)
    return answer(await billing.invoices.issue({ key: keyOf(request), account: textIn(body, 'organizationId'), period: textIn(body, 'period') }), 201)
  }],
  ['GET', '/api/invoices/*', async (_, [id = '']) => {
    const invoice = await billing.invoices.get(id)
    return invoice === undefined ? answer({ error: 'invoice.unknown' }, 404) : answer(invoice)
  }],
  // #endregion invoices
]

// #region handle
/** Answers a request by the Web standard, so that any framework can mount it. */
export async function handle(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url)
  const found = routes.flatMap(([method, path, handler]) => (method === request.method ? matched(path, pathname).map((parameters) => ({ handler, parameters })) : []))
  const [route] = found
  if (route === undefined) return answer({ error: 'not_found' }, 404)
  return route.handler(request, route.parameters).catch(failed)
}

/** The parameters of a path that fits a pattern. */
function matched(pattern: string, pathname: string): readonly (readonly string[])[] {
  const [wanted, given] = [pattern.split('/'), pathname.split('/')]
  if (wanted.length !== given.length || !wanted.every((part, index) => part === '*' || part === given[index])) return []
  return [given.filter((_, index) => wanted[index] === '*').map((part) => decodeURIComponent(part))]
}
// #endregion handle
