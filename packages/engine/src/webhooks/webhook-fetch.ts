/** What comes back of an HTTP request. */
export interface WebhookResponse {
  readonly status: number
  /** Absent or null where there is none. It is not read, and let go. */
  readonly body?: { cancel(): Promise<void> } | null
}

/**
 * Sends an HTTP request: the platform's `fetch`, or one of the host's that goes through its proxy and keeps requests out of its own network.
 *
 * Rejects when no response comes, or when `signal` ends it. Follows no redirect: they are answers.
 */
export type WebhookFetch = (
  url: string,
  request: { readonly method: 'POST'; readonly headers: Record<string, string>; readonly body: string; readonly redirect: 'manual'; readonly signal: AbortSignal },
) => Promise<WebhookResponse>
