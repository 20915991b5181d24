import type { FailureCode } from '@farthing/core'
import type { Storage, Stores } from '../storage.js'
import { accountProbe } from './account-store-suite.js'
import { adjustmentProbe } from './adjustment-store-suite.js'
import { awkwardTexts } from './awkward-texts.js'
import { billingRunProbe } from './billing-run-store-suite.js'
import { censusProbe } from './census-store-suite.js'
import { chargeProbe } from './charge-store-suite.js'
import { commandProbe } from './command-store-suite.js'
import { documentProbe } from './document-store-suite.js'
import { carryProbe } from './carry-store-suite.js'
import { controlProbe } from './control-store-suite.js'
import { correctionProbe } from './correction-store-suite.js'
import { creditProbe } from './credit-store-suite.js'
import { eventBodyProbe } from './event-body-store-suite.js'
import { eventProbe } from './event-store-suite.js'
import { scanAll } from './event-samples.js'
import { expectFailure, expectSame, outcomeOf } from './expectations.js'
import { holdProbe } from './hold-store-suite.js'
import { quotaProbe } from './quota-store-suite.js'
import { ledgerProbe } from './ledger-store-suite.js'
import { inRolledBack } from './open-transaction.js'
import { offsetProbe } from './offset-store-suite.js'
import { paymentProbe } from './payment-store-suite.js'
import { deliveryProbe } from './delivery-store-suite.js'
import { jobProbe } from './job-store-suite.js'
import { outboxProbe } from './outbox-store-suite.js'
import { planVersionProbe } from './plan-version-store-suite.js'
import { ratingRunProbe } from './rating-run-store-suite.js'
import { reconciliationProbe } from './reconciliation-store-suite.js'
import { anyProbe, type AnyProbe } from './record-probe.js'
import { subscriptionProbe } from './subscription-store-suite.js'
import { sampleTransaction } from './sample-transaction.js'
import { storageCase, type StorageFactory, type Suite, type SuiteCase } from './suite.js'
import { taxFilingProbe } from './tax-filing-store-suite.js'
import { tenantCases } from './tenant-cases.js'
import { summaryProbe } from './summary-store-suite.js'
import { usageProbe } from './usage-store-suite.js'
import { windowingProbe } from './windowing-store-suite.js'
import { writeOffProbe } from './write-off-store-suite.js'

/** Stores in which all records share one line of places, so that of two writers one has to wait or to try again: tried out by their own suites. */
type OneLine = 'chain' | 'bookPeriods'

/** One probe for each other store. */
const probes: { readonly [store in Exclude<keyof Stores, OneLine>]: AnyProbe } = {
  events: anyProbe(eventProbe),
  eventBodies: anyProbe(eventBodyProbe),
  census: censusProbe,
  offsets: anyProbe(offsetProbe),
  windowing: anyProbe(windowingProbe),
  usage: anyProbe(usageProbe),
  summaries: anyProbe(summaryProbe),
  writeOffs: anyProbe(writeOffProbe),
  charges: anyProbe(chargeProbe),
  documents: anyProbe(documentProbe),
  corrections: anyProbe(correctionProbe),
  ledger: anyProbe(ledgerProbe),
  holds: anyProbe(holdProbe),
  quotas: anyProbe(quotaProbe),
  ratingRuns: anyProbe(ratingRunProbe),
  reconciliations: anyProbe(reconciliationProbe),
  billingRuns: anyProbe(billingRunProbe),
  carries: anyProbe(carryProbe),
  credits: anyProbe(creditProbe),
  adjustments: anyProbe(adjustmentProbe),
  taxFilings: anyProbe(taxFilingProbe),
  payments: anyProbe(paymentProbe),
  controls: anyProbe(controlProbe),
  accounts: anyProbe(accountProbe),
  subscriptions: anyProbe(subscriptionProbe),
  planVersions: anyProbe(planVersionProbe),
  commands: anyProbe(commandProbe),
  outbox: anyProbe(outboxProbe),
  deliveries: anyProbe(deliveryProbe),
  jobs: anyProbe(jobProbe),
}

async function writeAll(stores: Stores, text: string): Promise<void> {
  for (const probe of Object.values(probes)) await probe.write(stores, text, 'tenant')
}

/** What each store has under a text. */
function readAll(storage: Storage, text: string): Promise<readonly unknown[]> {
  return storage.transaction('tenant', (stores) => Promise.all(Object.values(probes).map((probe) => probe.read(stores, text, 'tenant'))))
}

async function expectKept(storage: Storage, ...texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    const records = await readAll(storage, text)
    for (const [index, probe] of Object.values(probes).entries()) {
      expectSame(records[index], probe.record(text, 'tenant'), `the record ${text} in ${probe.store}`)
    }
  }
}

async function expectAbsent(storage: Storage, ...texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    const records = await readAll(storage, text)
    for (const [index, probe] of Object.values(probes).entries()) expectSame(records[index], undefined, `the record ${text} in ${probe.store}`)
  }
}

const endings: readonly SuiteCase<StorageFactory>[] = [
  storageCase('it gives what work gives', async (storage) => {
    const given = { some: 'object' }
    expectSame((await storage.transaction('tenant', async () => given)) === given, true, 'the same object comes back')
  }),

  storageCase('it rejects with what work rejects with, and work runs once', async (storage) => {
    const thrown = new Error('a failure of the host')
    let runs = 0
    const outcome = await outcomeOf(() =>
      storage.transaction('tenant', async () => {
        runs += 1
        throw thrown
      }),
    )
    expectSame(outcome.kind === 'rejected' && outcome.error === thrown, true, 'the transaction rejects with the very error')
    expectSame(runs, 1, 'runs')
  }),

  storageCase('all of it is kept, in every store', async (storage) => {
    await storage.transaction('tenant', (stores) => writeAll(stores, 'a'))
    await expectKept(storage, 'a')
  }),

  storageCase('none of it is kept, in any store, and all of it can be written again', async (storage) => {
    await storage.transaction('tenant', (stores) => writeAll(stores, 'a'))
    await inRolledBack(storage, 'tenant', (stores) => writeAll(stores, 'b'))
    await expectKept(storage, 'a')
    await expectAbsent(storage, 'b')
    await storage.transaction('tenant', (stores) => writeAll(stores, 'b'))
    await expectKept(storage, 'b')
  }),

  storageCase('stores refuse every call after a rollback too', async (storage) => {
    const late = await inRolledBack(storage, 'tenant', async (stores) => stores)
    if (late === undefined) throw new Error('a transaction that is rolled back: expected stores, got none')
    for (const probe of Object.values(probes)) {
      await expectFailure('storage.closed', `a late write to ${probe.store}`, () => probe.write(late, 'a', 'tenant'))
    }
    await expectAbsent(storage, 'a')
  }),

  storageCase('transactions at the same time all take effect', async (storage) => {
    const texts = Array.from({ length: 20 }, (_, index) => `t${index}`)
    await Promise.all(texts.map((text) => storage.transaction('tenant', (stores) => writeAll(stores, text))))
    await expectKept(storage, ...texts)
  }),

  storageCase('calls of one transaction may be made at the same time', async (storage) => {
    await storage.transaction('tenant', async (stores) => {
      await Promise.all(Object.values(probes).flatMap((probe) => awkwardTexts.map((text) => probe.write(stores, text, 'tenant'))))
    })
    await expectKept(storage, ...awkwardTexts)
  }),
]

const unbalanced = sampleTransaction('unbalanced', { entries: [{ account: { role: 'cash_rounding' }, currency: 'EUR', amountMinor: '1' }] })

/** Calls that fail, each with its code, after a first transaction wrote `a` everywhere. */
const failures: readonly { readonly code: FailureCode; readonly call: (stores: Stores) => Promise<unknown> }[] = [
  { code: 'storage.conflict', call: (stores) => probes.commands.write(stores, 'a', 'tenant') },
  { code: 'storage.tenant_mismatch', call: (stores) => probes.documents.write(stores, 'b', 'other') },
  { code: 'storage.page_invalid', call: (stores) => stores.accounts.list({}, { limit: 0 }) },
  { code: 'storage.cut_unknown', call: (stores) => scanAll(stores.events, { cut: 'yesterday' }) },
  { code: 'ledger.unbalanced', call: (stores) => stores.ledger.put(unbalanced) },
]

const dooms: readonly SuiteCase<StorageFactory>[] = failures.map(({ code, call }) =>
  storageCase(`a failure ${code} dooms its transaction, even when work catches it, and not the next one`, async (storage) => {
    await storage.transaction('tenant', (stores) => writeAll(stores, 'a'))
    await expectFailure(code, 'the transaction', () =>
      storage.transaction('tenant', async (stores) => {
        await writeAll(stores, 'b')
        await expectFailure(code, 'the call', () => call(stores))
        await expectFailure(code, 'a later call', () => probes.accounts.write(stores, 'c', 'tenant'))
      }),
    )
    await expectAbsent(storage, 'b', 'c')
    await storage.transaction('tenant', (stores) => writeAll(stores, 'c'))
    await expectKept(storage, 'c')
  }),
)

/** The contract of `Storage` over all stores. */
export const transactionSuite: Suite<StorageFactory> = { name: 'transactions', cases: [...endings, ...dooms, ...tenantCases] }
