import { describe, it } from 'vitest'
import { storageFactory } from '../../adapters-pg/test-server/storage-factory.js'
import { useTestDatabase } from '../../adapters-pg/test-server/use-test-database.js'
import { checkConservation } from '../../engine/src/test/laws/conservation-law.js'
import { checkCorrectedStanding } from '../../engine/src/test/laws/corrected-standing-law.js'
import { checkCredits } from '../../engine/src/test/laws/credits-law.js'
import { checkDeliveries, checkLeases } from '../../engine/src/test/laws/deliveries-law.js'
import { checkDocumentTerms } from '../../engine/src/test/laws/document-terms-law.js'
import { checkImports } from '../../engine/src/test/laws/imports-law.js'
import { checkIssuedOnce, checkVerified } from '../../engine/src/test/laws/issued-once-law.js'
import type { LawSubject } from '../../engine/src/test/laws/law-subject.js'
import { checkLostAnswers } from '../../engine/src/test/laws/lost-answers-law.js'
import { checkNumbers } from '../../engine/src/test/laws/numbers-law.js'
import { checkReattach } from '../../engine/src/test/laws/reattach-law.js'
import { checkRefusals } from '../../engine/src/test/laws/refusals-law.js'
import { checkSinks } from '../../engine/src/test/laws/sinks-law.js'
import { checkUsageSinceSeals } from '../../engine/src/test/laws/usage-since-seals-law.js'
import { checkWebhookOrder } from '../../engine/src/test/laws/webhook-order-law.js'

// V-ADAPTER: the laws that memory is held to a thousand times. Five of them compare with a life in memory.
const database = useTestDatabase()
const subject = storageFactory({ connection: () => database.app(), admin: () => database.admin(), concurrentTransactions: true })

/** A run is a life of dozens of transactions on a real server, 0.1 to 2 seconds, so there is one of each. `POSTGRES_LAW_RUNS=100 npm test` tries each a hundred times. */
const runs = Number(process.env['POSTGRES_LAW_RUNS'] ?? '1')

const laws: readonly (readonly [law: string, check: (subject: LawSubject, numRuns: number) => Promise<unknown>])[] = [
  ['credit stays balanced and pays once', checkCredits],
  ['documents are what their preview said, add up, verify and keep their bytes', checkDocumentTerms],
  ['what a corrected invoice has open is what the book has open', checkCorrectedStanding],
  ['every event of a period is billed, free or excluded for one reason', checkConservation],
  ['numbers are there if and only if an invoice was issued', checkNumbers],
  ['usage since its seals is that of all events measured again', (each, numRuns) => checkUsageSinceSeals(each, 3 * numRuns)],
  ['webhooks end as they do in memory, in whatever order they come', checkWebhookOrder],
  ['deliveries reach their receiver at least once, in the order of their lane', checkDeliveries],
  ['deliveries are attempted by one process at a time', checkLeases],
  ['what comes later counts as if it had come first, in memory', checkReattach],
  ['what is previewed is issued, once, and as memory issues it', checkIssuedOnce],
  ['what is issued adds up, is rounded once and verifies', checkVerified],
  ['balances are imported to the same as at once in memory, in any order and pieces', checkImports],
  ['a sink ends with what was used, whatever it failed at', checkSinks],
  ['every call of a command is done, repeated or among the refusals', checkRefusals],
  ['a host whose connections break off ends as one in memory with which nothing goes wrong', checkLostAnswers],
]

describe('the engine on PostgreSQL', () => {
  for (const [law, check] of laws) {
    it(law, async () => {
      await check(subject, runs)
    }, 600_000)
  }
})
