import { checkText, describeValue, fail } from '@farthing/core'
import { checkPausePolicy, type PausePolicy } from '../deliveries/destination-health.js'
import { checkRetrySchedule, type RetrySchedule } from '../deliveries/retry-schedule.js'
import { outboxTopics, type OutboxTopic } from '../outbox/topics.js'
import { keyOfSecret } from './webhook-secret.js'
import type { WebhookFetch } from './webhook-fetch.js'

/** Who is told. The host keeps it: secrets are nowhere in the storage. */
export interface WebhookEndpoint {
  /** 1 to 64 characters; kept with what was delivered: do not change it. */
  readonly name: string
  /** `https`; `http` on loopback alone. */
  readonly url: string
  /** One to five secrets `whsec_<base64 of 24 to 64 bytes>`: two while the second is replaced by the first. */
  readonly secrets: readonly string[]
  /** All unless given. */
  readonly topics?: readonly OutboxTopic[]
}

export interface WebhookOptions {
  /** At most 1,000; as a function where they change while the process runs. */
  readonly endpoints: readonly WebhookEndpoint[] | (() => Promise<readonly WebhookEndpoint[]>)
  /** `fetch`, or one of the host's own. */
  readonly fetch: WebhookFetch
  /** How long an endpoint may take to answer, 100 to 60,000 ms; 15,000 unless given. */
  readonly timeoutMs?: number
  /** Waits after attempts that were not taken; nine within three days, from 5 seconds to a day, unless given. */
  readonly retryAfterSeconds?: RetrySchedule
  /** When an endpoint that keeps failing is paused. */
  readonly pauseAfter?: PausePolicy
}

/** As operations use it. */
export interface WebhookSettings {
  readonly endpoints: () => Promise<readonly WebhookEndpoint[]>
  readonly fetch: WebhookFetch
  readonly timeoutMs: number
  readonly retry: RetrySchedule
  readonly pause: Required<PausePolicy>
}

const minute = 60
const hour = 3_600
const standardRetry: RetrySchedule = [5, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour]
const mostEndpoints = 1_000
const mostSecrets = 5

/** @throws `webhook.endpoint_invalid`, `webhook.secret_invalid`, `delivery.invalid` */
export function webhookSettings({ endpoints, fetch, timeoutMs = 15_000, retryAfterSeconds = standardRetry, pauseAfter = {} }: WebhookOptions): WebhookSettings {
  if (!Number.isInteger(timeoutMs) || timeoutMs < 100 || timeoutMs > 60_000) fail('webhook.endpoint_invalid', { field: 'webhooks.timeoutMs', because: `is ${timeoutMs}, not a whole number from 100 to 60,000` })
  const given = typeof endpoints === 'function' ? endpoints : checkEndpoints(endpoints)
  return {
    endpoints: typeof given === 'function' ? async () => checkEndpoints(await given()) : async () => given,
    fetch, timeoutMs,
    retry: checkRetrySchedule(retryAfterSeconds, 'webhooks.retryAfterSeconds'),
    pause: checkPausePolicy(pauseAfter, 'webhooks.pauseAfter'),
  }
}

/** @throws `webhook.endpoint_invalid`, `webhook.secret_invalid`, `text.*` */
function checkEndpoints(endpoints: readonly WebhookEndpoint[]): readonly WebhookEndpoint[] {
  if (endpoints.length > mostEndpoints) fail('webhook.endpoint_invalid', { field: 'webhooks.endpoints', because: `are ${endpoints.length}, more than ${mostEndpoints}` })
  const names = new Set<string>()
  for (const [index, { name, url, secrets, topics = [] }] of endpoints.entries()) {
    const field = `webhooks.endpoints[${index}]`
    const refuse = (part: string, because: string): never => fail('webhook.endpoint_invalid', { field: `${field}.${part}`, because })
    checkText(name, { field: `${field}.name`, maxLength: 64 })
    if (names.has(name)) refuse('name', `is ${JSON.stringify(name)}, which another one has`)
    names.add(name)
    if (!isSafeUrl(url)) refuse('url', 'is not https without user and password, nor http on loopback')
    if (secrets.length === 0 || secrets.length > mostSecrets) refuse('secrets', `are ${secrets.length}, not 1 to ${mostSecrets}`)
    for (const [place, secret] of secrets.entries()) keyOfSecret(secret, `${field}.secrets[${place}]`)
    for (const topic of topics) if (!Object.hasOwn(outboxTopics, topic)) refuse('topics', `have ${describeValue(topic)}, which nothing is told of`)
  }
  return endpoints
}

const loopback: readonly string[] = ['localhost', '127.0.0.1', '[::1]']

function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, username, password } = new URL(text)
  return (protocol === 'https:' || (protocol === 'http:' && loopback.includes(hostname))) && username === '' && password === ''
}

/** The name of an endpoint among the destinations of deliveries. */
export const destinationOfEndpoint = (endpoint: string): string => `webhook/${endpoint}`
