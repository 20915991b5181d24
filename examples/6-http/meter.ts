import type { Json, JsonObject, Quote } from 'farthing'
import { BadRequest, idIn, textIn } from './answers.js'
import { billing } from './billing.js'

/** What a metering service answers: the model, a line for each part, and the total. Amounts are exact, so they are text. */
interface MeterResponse {
  readonly modelType: string
  readonly breakdown: Quote['breakdown']
  readonly total: Quote['total']
}

/** Plans of the catalogue by the ids that clients of the metering service know them by. */
const ratePlans = new Map<Json, string>([[1, 'platform'], [2, 'starter']])

function planNamed(id: Json): string {
  const plan = ratePlans.get(id)
  if (plan === undefined) throw new BadRequest(`there is no rate plan ${JSON.stringify(id)}`)
  return plan
}

/** The cost of one subscription over any time. */
export async function chargesOf(body: JsonObject): Promise<MeterResponse> {
  const [subscription, ratePlanId] = [idIn(body, 'subscriptionId'), body['ratePlanId']]
  const terms = await billing.subscriptions.terms({ subscription })
  if (ratePlanId !== undefined && planNamed(ratePlanId) !== terms?.plan) throw new BadRequest(`${subscription} has the plan ${terms?.plan ?? 'none'}`)
  return responseOf(await billing.quotes.estimate({ subscription, period: { from: textIn(body, 'from'), to: textIn(body, 'to') } }))
}

/** That of every subscription to some plans; one that cannot be rated spoils no other. */
export async function chargesOfPlans(body: JsonObject): Promise<{ readonly results: readonly object[] }> {
  const { ratePlanIds } = body
  if (!Array.isArray(ratePlanIds)) throw new BadRequest('ratePlanIds is not a list')
  const plans = ratePlanIds.map(planNamed)
  const period = { from: textIn(body, 'from'), to: textIn(body, 'to') }
  const subscriptions: { subscription: string; period: typeof period }[] = []
  let cursor: string | undefined
  do {
    const page = await billing.subscriptions.list({}, cursor === undefined ? {} : { cursor })
    subscriptions.push(...page.items.filter(({ plan }) => plans.includes(plan)).map(({ id }) => ({ subscription: id, period })))
    cursor = page.next
  } while (cursor !== undefined)
  const results: object[] = []
  for await (const answered of billing.quotes.estimateEach(subscriptions)) {
    results.push({ subscriptionId: subscriptions[results.length]?.subscription, ...('quote' in answered ? responseOf(answered.quote) : answered) })
  }
  return { results }
}

function responseOf({ modelType, breakdown, total }: Quote): MeterResponse {
  return { modelType, breakdown, total }
}
