import { memory, mockPayments } from '@farthing/adapters-memory'
import { fail } from '@farthing/core'
import type { Measurement, Storage } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { budgetedAccount, budgetedBilling, use } from '../test/budgeted-billing.js'
import { acmeBilling, catalog, failureIn, october, readOnly, tokens } from '../test/sample-billing.js'

async function issued() {
  const storage = memory()
  const billing = await acmeBilling({ storage })
  await billing.events.ingest([tokens('r1', '1400000')])
  await billing.invoices.issue({ key: 'acme/2026-10', ...october })
  return storage
}

const at = (storage: Storage, now: string, record?: (measurement: Measurement) => void) =>
  createBilling({ catalog, storage, clock: fixedClock(now), ...(record === undefined ? {} : { observer: { record } }) })

describe('health', () => {
  it('of an empty storage is ok, and knows of no run', async () => {
    const health = await at(memory(), '2026-11-02T00:00:00Z').health()
    expect(health).toMatchObject({ status: 'ok', at: '2026-11-02T00:00:00.000000Z', observerFailures: 0 })
    expect(health.stages.every(({ lagSeconds, isLate }) => lagSeconds === 0 && !isLate)).toBe(true)
    expect(health.jobs.every(({ outcome }) => outcome === 'never')).toBe(true)
    expect(health).not.toHaveProperty('reconciliation')
  })

  it('says since when each stage waits, and whether that is too long', async () => {
    const storage = await issued()
    const chain = async (now: string, limit?: number) => {
      const { stages, status } = await at(readOnly(storage), now).health(limit === undefined ? {} : { limits: { book_chain: limit, watermarks: 1e9 } })
      return [stages.find(({ stage }) => stage === 'book_chain'), status]
    }
    const behind = { stage: 'book_chain', oldest: '2026-11-02T00:00:00.000000Z' }
    expect(await chain('2026-11-02T01:00:00Z', 3600)).toEqual([{ ...behind, lagSeconds: 3600, isLate: false }, 'ok'])
    expect(await chain('2026-11-02T01:00:00Z', 3599)).toEqual([{ ...behind, lagSeconds: 3600, isLate: true }, 'degraded'])
    expect(await chain('2026-11-02T01:00:00Z', 0)).toMatchObject([{ isLate: true }, 'degraded'])
    expect((await chain('2026-11-01T00:00:00Z'))[0]).toEqual({ ...behind, lagSeconds: 0, isLate: false })
    await at(storage, '2026-11-02T01:00:00Z').ledger.seal()
    expect((await chain('2026-11-09T00:00:00Z', 0))[0]).toEqual({ stage: 'book_chain', lagSeconds: 0, isLate: false })
  })

  it('says what waits for people and the host: a dispute, a notice, a decision about credit', async () => {
    const storage = memory()
    const mock = mockPayments({ clock: fixedClock('2026-11-02T00:00:00Z') })
    const billing = (now: string) => budgetedBilling({ storage, now, paymentProviders: [mock.provider] })
    const waiting = async (now: string) => Object.fromEntries((await billing(now).health()).stages.flatMap(({ stage, oldest }) => (oldest === undefined || stage === 'watermarks' ? [] : [[stage, oldest.slice(0, 10)]])))
    const november = billing('2026-11-02T00:00:00Z')
    for (const id of ['acme', 'beta']) await budgetedAccount(november, id, { terms: { due: 'net', days: 30 }, notificationRecipients: ['cfo'] })
    for (const subject of ['acme', 'beta']) await use(november, 50, { subject })
    for (const account of ['acme', 'beta']) await november.invoices.issue({ key: account, account, period: '2026-10' })
    await november.ledger.seal()
    await november.payments.start({ key: 's', account: 'acme', provider: 'mock', returnUrl: 'https://host.example' })
    const dispute = mock.contest(mock.pay('cs_1'), { amount: { amount: '20', currency: 'EUR' } })
    const collect = async () => {
      for (const { body, signature } of mock.collect()) await november.payments.webhook({ provider: 'mock', body, signature })
    }
    await collect()
    await november.prepaid.put({ key: 'p', account: 'beta', onDepletion: 'force_release' })
    await billing('2026-11-05T00:00:00Z').credits.scanLow()
    await billing('2026-12-20T00:00:00Z').delinquency.advance()
    await billing('2026-12-20T00:00:00Z').ledger.seal()
    expect(await waiting('2026-12-21T00:00:00Z')).toEqual({ disputes: '2026-11-02', depletions: '2026-11-05', notices: '2026-12-20' })
    mock.decide(dispute, 'won')
    await collect()
    const [decision] = (await november.prepaid.decisions()).items
    await november.prepaid.report({ key: 'done', decision: decision?.id ?? '', outcome: 'carried_out' })
    await november.payments.receive({ key: 'wire', account: 'beta', provider: 'bank', payment: 'w', amount: { amount: '50', currency: 'EUR' } })
    await billing('2026-12-21T00:00:00Z').delinquency.advance()
    await november.ledger.seal()
    expect(await waiting('2026-12-21T00:00:00Z')).toEqual({})
  })

  it('shows the mismatches of the last reconciliation', async () => {
    const storage = await issued()
    await at(storage, '2026-11-02T01:00:00Z').reconciliation.run()
    expect((await at(storage, '2026-11-02T01:00:00Z').health()).reconciliation).toEqual({ at: '2026-11-02T01:00:00.000000Z', mismatches: 0 })
  })

  it('sends the lags to the observer', async () => {
    const measurements: Measurement[] = []
    const storage = await issued()
    await at(storage, '2026-11-02T01:00:00Z', (measurement) => void measurements.push(measurement)).health()
    const lag = measurements.find(({ attributes }) => attributes['farthing.stage'] === 'book_chain')
    expect(lag).toEqual({ name: 'farthing.stage.lag', kind: 'gauge', unit: 's', value: 3600, attributes: { 'farthing.tenant': 'default', 'farthing.stage': 'book_chain' } })
    expect(measurements.some(({ name }) => name === 'farthing.job.lag')).toBe(true)
  })

  it('is down when the storage does not answer, and hides no defect', async () => {
    const down: Storage = { transaction: async () => fail('storage.unavailable', { field: 'storage', because: 'did not answer' }) }
    expect(await at(down, '2026-11-02T00:00:00Z').health()).toMatchObject({ status: 'down', failure: { code: 'storage.unavailable' }, stages: [], jobs: [] })
    const defect: Storage = { transaction: () => Promise.reject(new TypeError('a defect')) }
    await expect(failureIn(() => at(defect, '2026-11-02T00:00:00Z').health())).rejects.toThrow('a defect')
  })
})
