import { aggregations } from '@farthing/core'
import { standardDunning } from '@farthing/ledger'
import { memory } from '@farthing/adapters-memory'
import { builtInStages } from '@farthing/pricing'
import type { LateEvent, Storage, Stores } from '@farthing/ports'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import type { BillingContext } from '../context.js'
import { nativeSha256 } from '../digest/native-sha256.js'
import { acmeBilling, call, catalog, october, tokens } from '../test/sample-billing.js'
import { reportingSettings } from '../sinks/usage-reporting.js'
import { jobSettings } from '../jobs/job-options.js'
import { checkRetentionOptions } from '../retention/retention-options.js'
import { checkCorrectionOptions } from '../corrections/correction-options.js'
import { selectPeriods } from '../usage/select-periods.js'
import { lateEvents } from './late-events.js'
import { checkLateness } from './lateness.js'
import { usageLateMessage } from './usage-late-message.js'

async function lateOf(storage: Storage) {
  const context: BillingContext = {
    catalog, storage, clock: fixedClock('2026-11-02T00:00:00Z'), tenant: 'default', digest: nativeSha256, aggregations, stages: builtInStages, rounding: { mode: 'half-even', scope: 'perLine' },
    zeroLines: 'keep', refundApproval: 'another_person', numbering: { invoices: { format: 'INV-{number}' }, supplementaryInvoices: { format: 'INV-{number}' }, creditNotes: { format: 'CN-{number}' } }, corrections: checkCorrectionOptions({}), retention: checkRetentionOptions({}), lateness: checkLateness({}, catalog), sources: {}, invoicing: {}, dunning: standardDunning, jobs: jobSettings({}), reporting: reportingSettings({}, catalog), paymentProviders: new Map(),
  }
  return storage.transaction('default', async (stores: Stores) => {
    const late = []
    for (const billed of await selectPeriods(context, stores, october)) for await (const event of lateEvents(context, stores, billed)) late.push(event)
    return late
  })
}

const told = (late: readonly LateEvent[]) => late.map(({ id, revision, change }) => `${id}.${revision} ${change}`).sort()

async function setting() {
  const storage = memory()
  return { storage, billing: await acmeBilling({ storage }) }
}

describe('late events', () => {
  it('are none while nothing is sealed', async () => {
    const { storage, billing } = await setting()
    await billing.events.ingest([tokens('a', '1')])
    expect(await lateOf(storage)).toEqual([])
  })

  it('are what the cut of the seal does not show, and no longer once a revision of the seal shows it', async () => {
    const { storage, billing } = await setting()
    await billing.events.ingest([tokens('a', '1'), tokens('b', '1'), tokens('c', '1'), tokens('same', '1')])
    const [seal] = await billing.usage.seal(october)
    await billing.events.ingest([
      tokens('new', '9'),
      tokens('a', '2', { revision: 1 }),
      tokens('b', '', { revision: 1, data: null }),
      tokens('c', '1', { revision: 1, time: '2026-11-01T12:00:00Z' }),
      tokens('same', '1'),
    ])
    const late = await lateOf(storage)
    expect(told(late)).toEqual(['a.1 amended', 'b.0 withdrawn', 'c.0 withdrawn', 'new.0 arrived'])
    expect(late.find(({ id }) => id === 'new')).toEqual({
      change: 'arrived', account: 'acme', subscription: 'acme', meters: ['tokens'], identity: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown, revision: 0, source: 'api', id: 'new',
      time: '2026-10-14T09:00:00.000000Z', receivedAt: '2026-11-02T00:00:00.000000Z', from: '2026-09-30T22:00:00.000000Z', to: '2026-10-31T23:00:00.000000Z', knownAt: seal?.knownAt,
    })
    await billing.usage.seal(october)
    expect(await lateOf(storage)).toEqual([])
  })

  it('are of the invoice once there is one, whatever is sealed after it', async () => {
    const { storage, billing } = await setting()
    await billing.events.ingest([tokens('a', '1')])
    const invoice = await billing.invoices.issue({ ...october, key: 'i' })
    await billing.events.ingest([tokens('late', '1')])
    await billing.usage.seal(october)
    const late = await lateOf(storage)
    expect(told(late)).toEqual(['late.0 arrived'])
    expect(late[0]?.knownAt).toEqual(invoice.knownAt)
  })

  it('are those that the subscription is billed for', async () => {
    const { storage, billing } = await setting()
    await billing.subscriptions.start({ key: 'globex', account: 'globex', plan: 'calls', from: '2026-10-01', zone: 'Europe/Berlin' })
    await billing.usage.seal(october)
    await billing.events.ingest([
      call('unmetered'),
      call('of another', { subject: 'globex' }),
      tokens('of nobody', '1', { subject: 'nobody' }),
      tokens('next month', '1', { time: '2026-11-01T00:00:00Z' }),
      tokens('named', '1', { subject: 'elsewhere', subscription: 'acme' }),
    ])
    expect(told(await lateOf(storage))).toEqual(['named.0 arrived'])
  })

  it('are not those that break the meter: they are quarantined, and withdrawn where they were usage', async () => {
    const { storage, billing } = await setting()
    await billing.events.ingest([tokens('a', '1')])
    await billing.usage.seal(october)
    await billing.events.ingest([tokens('broken', 'NaN'), tokens('a', 'NaN', { revision: 1 })])
    expect(told(await lateOf(storage))).toEqual(['a.0 withdrawn'])
    await billing.usage.seal(october)
    expect(await lateOf(storage)).toEqual([])
  })

  it('are taken by the next seal also where buckets without evidence look the same', async () => {
    const storage = memory()
    const bare = { ...catalog, meters: { ...catalog.meters, tokens: { ...catalog.meters.tokens, evidence: 'none' as const } } }
    const billing = createBilling({ catalog: bare, storage, clock: fixedClock('2026-11-02T00:00:00Z') })
    await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01', zone: 'Europe/Berlin' })
    await billing.events.ingest([tokens('a', '1')])
    await billing.usage.seal(october)
    expect(await billing.usage.seal(october)).toMatchObject([{ revision: 0 }])
    await billing.events.ingest([tokens('a', '', { revision: 1, data: null }), tokens('b', '1')])
    expect(told((await billing.events.late(october)).items)).toEqual(['a.0 withdrawn', 'b.0 arrived'])
    expect(await billing.usage.seal(october)).toMatchObject([{ revision: 1, buckets: [{ quantity: '1', evidence: 'none' }] }])
    expect((await billing.events.late(october)).items).toEqual([])
  })

  it('are told to others once for each revision', async () => {
    const { storage, billing } = await setting()
    await billing.usage.seal(october)
    await billing.events.ingest([tokens('a', '1')])
    const [late] = await lateOf(storage)
    if (late === undefined) throw new Error('nothing is late')
    const message = usageLateMessage(late, { tenant: 'default', at: '2026-11-03T00:00:00.000000Z' })
    expect(message).toMatchObject({ type: 'usage.late', subject: 'acme', data: late })
    expect(usageLateMessage(late, { tenant: 'default', at: '2026-11-04T00:00:00.000000Z' }).id).toBe(message.id)
    expect(usageLateMessage({ ...late, revision: 1 }, { tenant: 'default', at: message.time }).id).not.toBe(message.id)
  })

  it('I-LATE: every event of a sealed period is in the cut or late, never both and never neither', async () => {
    const report = fc.record({ id: fc.nat({ max: 8 }).map(String), revision: fc.nat({ max: 3 }), day: fc.integer({ min: 1, max: 33 }), count: fc.option(fc.nat({ max: 9 })) })
    const steps = fc.array(fc.oneof({ weight: 4, arbitrary: fc.array(report, { maxLength: 5 }) }, { weight: 1, arbitrary: fc.constantFrom('seal' as const, 'issue' as const) }), { maxLength: 6 })
    let seen = 0
    await fc.assert(
      fc.asyncProperty(steps, async (history) => {
        const { storage, billing } = await setting()
        const kept = new Map<string, string>()
        let billed: ReadonlyMap<string, string> | undefined
        let issued = false
        for (const step of history) {
          if (step === 'seal') {
            await billing.usage.seal(october)
            if (!issued) billed = effective(kept)
          } else if (step === 'issue') {
            if (!issued) {
              await billing.invoices.issue({ ...october, key: 'i' })
              billed = effective(kept)
            }
            issued = true
          } else {
            const events = step.map(({ id, revision, day, count }) => tokens(id, '', { revision, time: new Date(Date.UTC(2026, 9, day, 12)).toISOString(), data: count === null ? null : { count: `${count}` } }))
            const { receipts = [] } = await billing.events.ingest(events, { receipts: true })
            for (const [index, { id, revision, day, count }] of step.entries()) {
              if (receipts[index] === 'accepted' || receipts[index] === 'unattached') kept.set(`${id}.${revision}`, count === null || day > 31 ? 'outside' : 'inside')
            }
          }
        }
        const now = effective(kept)
        const expected = billed === undefined ? [] : [...new Set([...billed.keys(), ...now.keys()])].flatMap((id) => lateness(billed.get(id), now.get(id)))
        const late = told(await lateOf(storage))
        seen += late.length
        expect(late).toEqual(expected.sort())
      }),
      { numRuns: 1_000 },
    )
    expect(seen, 'some events are late').toBeGreaterThan(100)
  })
})

/** Of each id the highest revision, where it lies inside October. */
function effective(kept: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const highest = new Map<string, string>()
  for (const key of [...kept.keys()].sort()) highest.set(key.split('.')[0] ?? '', key)
  return new Map([...highest].filter(([, key]) => kept.get(key) === 'inside'))
}

function lateness(then: string | undefined, now: string | undefined): readonly string[] {
  if (then === now) return []
  if (now === undefined) return then === undefined ? [] : [`${then} withdrawn`]
  return [`${now} ${then === undefined ? 'arrived' : 'amended'}`]
}
