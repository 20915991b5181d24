import { memory } from '@farthing/adapters-memory'
import { count } from '@farthing/core'
import { accountCommitDrawdown, defineCatalog, fixedDiscount, perUnit, plan } from '@farthing/pricing'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { call, failureIn, readOnly } from '../test/sample-billing.js'

const catalog = defineCatalog({
  meters: { calls: count({ event: 'api.call' }), scans: count({ event: 'api.scan' }) },
  plans: {
    // Thirty off calls at 1.00, as far as it goes.
    pro: plan({ currency: 'EUR', every: 'month', program: { stages: [fixedDiscount('gift', { amount: '30', overDiscount: 'capped' })] } }, { calls: perUnit('calls', '1') }),
    both: plan({ currency: 'EUR', every: 'month' }, { calls: perUnit('calls', '1'), scans: perUnit('scans', '2') }),
  },
})
const contract = { id: 'C1', kind: 'prepaid', amount: '50', currency: 'EUR', from: '2026-10-01T00:00:00Z', to: '2026-11-01T00:00:00Z' } as const
const programs = { bindings: [{ id: 'prepaid', kind: 'account', scope: {}, stages: [accountCommitDrawdown('prepaid', { contract })] }] } as const
const october = { account: 'acme', period: '2026-10' } as const

/** Ten calls and three scans in October, of `api` on pro; four calls of `other`. Everything that is asked is asked of a storage that takes no write. */
async function inspected() {
  const options = { catalog, storage: memory(), clock: fixedClock('2026-11-02T00:00:00Z'), programs }
  const billing = createBilling(options)
  await billing.subscriptions.start({ key: 'api', account: 'acme', plan: 'pro', from: '2026-10-01', subjects: ['api'] })
  await billing.subscriptions.start({ key: 'other', account: 'acme', plan: 'both', from: '2026-10-01', subjects: ['other'] })
  const events = (subject: string, times: number) => Array.from({ length: times }, (_, index) => call(`${subject}${index}`, { subject, time: '2026-10-14T09:00:00Z' }))
  await billing.events.ingest([...events('api', 10), ...events('other', 4)])
  return createBilling({ ...options, storage: readOnly(options.storage) })
}

describe('rating.inspect', () => {
  it('says what each subscription and the program of the account warn of, in data', async () => {
    const { warnings } = await (await inspected()).rating.inspect(october)
    expect(warnings.map(({ code, stage, ...others }) => [code, stage, 'subscription' in others ? others.subscription : 'account'])).toEqual([
      ['discount_capped', 'gift', 'api'],
      ['commit_expired', 'prepaid', 'account'],
    ])
  })

  it('has the charges that the invoice is made of', async () => {
    const billing = await inspected()
    const { charges } = await billing.rating.inspect(october)
    const preview = await billing.invoices.preview(october)
    expect(charges.map(({ chargeKey }) => chargeKey).sort()).toEqual(preview.lines.map(({ id }) => id).sort())
  })

  it('records each run of a stage when it is given a timer, and the runs of the same input are the same', async () => {
    const billing = await inspected()
    let now = 0
    const timed = () => billing.rating.inspect({ ...october, timer: () => (now += 2) })
    const { executions } = await timed()
    expect(executions.map(({ stage: { use }, durationMs }) => [use, durationMs])).toEqual(expect.arrayContaining([['fixed-discount@1', 2], ['account-commit-drawdown@1', 2]]))
    expect((await timed()).executions).toEqual(executions)
    expect((await billing.rating.inspect(october)).executions).toEqual([])
  })

  it('tells usage that is measured and free: that of a pause', async () => {
    const storage = memory()
    let now = '2026-10-01T00:00:00.000000Z'
    const billing = createBilling({ catalog, storage, clock: { now: () => now } })
    await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01' })
    now = '2026-10-10T00:00:00.000000Z'
    await billing.subscriptions.pause({ key: 'pause', subscription: 'acme' })
    now = '2026-11-02T00:00:00.000000Z'
    await billing.events.ingest(['2026-10-05', '2026-10-14'].map((day) => call(day, { time: `${day}T09:00:00Z` })))
    const { unrated } = await billing.rating.inspect(october)
    expect(unrated.map(({ meter, quantity, from }) => [meter, quantity, from])).toEqual([['calls', '1', '2026-10-10T00:00:00.000000Z']])
  })

  it('refuses what is no period of the account', async () => {
    const billing = await inspected()
    expect(await failureIn(() => billing.rating.inspect({ ...october, account: 'globex' }))).toMatchObject({ code: 'account.unknown' })
    expect(await failureIn(() => billing.rating.inspect({ ...october, period: '2025-10' }))).toMatchObject({ code: 'period.not_found' })
  })
})
