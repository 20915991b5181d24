import { parseInstant, isFarthingError, type Instant } from '@farthing/core'
import { createBilling, type Billing } from '@farthing/engine'
import { ingestFile } from '../bill/ingest-file.js'
import { meterCheck } from '../bill/meter-check.js'
import { isUnknownAt } from '../bill/recorded-time.js'
import { startSubscriptions } from '../bill/start-subscriptions.js'
import { startProgress } from '../output/progress.js'
import { print, type Terminal } from '../terminal.js'
import type { Source } from './open-source.js'

/**
 * Billing over a source: of files, with their subscriptions started and every event taken in that had happened and was recorded by the moment of
 * the command. How many were left out is told on stderr.
 */
export async function takeIn({ book, storage, clock, tenant, input }: Source, terminal: Terminal): Promise<Billing> {
  const billing = createBilling({ catalog: book.catalog, storage, clock, tenant })
  if (input === undefined) return billing
  const { file, refusals } = input
  await startSubscriptions(billing, book)
  const progress = startProgress(terminal, 'Reading events', file.bytes)
  const asOf = clock.now()
  let later = 0
  try {
    await ingestFile({
      events: billing.events, check: meterCheck(book.catalog), file, refusals, refusesLines: true,
      onBytes: progress.advance, onAccepted: () => undefined, takes: (event) => {
        const isLater = isUnknownAt(event, asOf) || happensAfter(event, asOf)
        if (isLater) later += 1
        return !isLater
      },
    })
  } finally {
    progress.stop()
  }
  if (later > 0) await print(terminal.stderr, `Left out: ${later} events of the file that had not happened or were not recorded at ${asOf}.\n`)
  return billing
}

/** No for a time that is none: ingest refuses it. */
function happensAfter(event: unknown, asOf: Instant): boolean {
  const { time } = event as { readonly time?: unknown }
  try {
    return typeof time === 'string' && parseInstant(time) > asOf
  } catch (error) {
    if (isFarthingError(error)) return false
    throw error
  }
}
