import type { Billing } from '@farthing/engine'
import type { Subscription } from '@farthing/pricing'
import type { Book } from '../input/book.js'
import { withPlace } from '../input/in-file.js'

/** Starts every subscription of a book. @throws what `subscriptions.start` throws, with the place in the book */
export async function startSubscriptions(billing: Billing, { path, subscriptions }: Book): Promise<readonly Subscription[]> {
  const started: Subscription[] = []
  for (const [index, subscription] of subscriptions.entries()) {
    try {
      started.push(await billing.subscriptions.start(subscription))
    } catch (error) {
      throw withPlace(`${path}: subscriptions[${index}]`, error)
    }
  }
  return started
}
