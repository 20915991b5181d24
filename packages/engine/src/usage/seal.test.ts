import { memory } from '@farthing/adapters-memory'
import { describe, expect, it } from 'vitest'
import { createBilling } from '../create-billing.js'
import { fixedClock } from '../clock/fixed-clock.js'
import { acmeBilling, call, catalog, countingScans, failureIn, october, readOnly, sampleBilling, tokens } from '../test/sample-billing.js'

describe('usage.seal', () => {
  it('keeps the usage of a period on the 15-minute grid, with the cut that decides what is in it', async () => {
    const billing = await acmeBilling()
    await billing.events.ingest([tokens('a', '1'), tokens('b', '2'), tokens('c', '4', { time: '2026-10-31T22:59:59.999999Z' })])
    const [sealed] = await billing.usage.seal(october)
    expect(sealed).toMatchObject({ subscription: 'acme', revision: 0, from: '2026-09-30T22:00:00.000000Z', to: '2026-10-31T23:00:00.000000Z' })
    expect(sealed?.buckets.map(({ from, quantity, events }) => [from, quantity, events])).toEqual([
      ['2026-10-14T09:00:00.000000Z', '3', 2],
      ['2026-10-31T22:45:00.000000Z', '4', 1],
    ])
  })

  it('gives the same seal again as long as nothing new arrives, and the next revision after that', async () => {
    const billing = await acmeBilling()
    await billing.events.ingest([tokens('a', '1')])
    const first = await billing.usage.seal(october)
    await billing.events.ingest([tokens('a', '1'), tokens('elsewhere', '9', { subject: 'globex' }), tokens('november', '9', { time: '2026-11-01T00:00:00Z' })])
    expect(await billing.usage.seal(october)).toEqual(first)
    await billing.events.ingest([tokens('b', '1')])
    expect(await billing.usage.seal(october)).toMatchObject([{ revision: 1, buckets: [{ quantity: '2' }] }])
  })

  it('makes a revision of an amendment and of a void', async () => {
    const billing = await acmeBilling()
    await billing.events.ingest([tokens('a', '5')])
    await billing.usage.seal(october)
    await billing.events.ingest([tokens('a', '3', { revision: 1 })])
    expect(await billing.usage.seal(october)).toMatchObject([{ revision: 1, buckets: [{ quantity: '3' }] }])
    await billing.events.ingest([tokens('a', '', { revision: 2, data: null })])
    expect(await billing.usage.seal(october)).toMatchObject([{ revision: 2, buckets: [] }])
  })

  it('returns what was recorded for the same key, whatever arrived since', async () => {
    const billing = await acmeBilling()
    const first = await billing.usage.seal({ ...october, key: 'close' })
    await billing.events.ingest([tokens('a', '1')])
    await billing.usage.seal(october)
    expect(await billing.usage.seal({ ...october, key: 'close' })).toEqual(first)
    expect(await failureIn(() => billing.usage.seal({ ...october, period: '2026-11', key: 'close' }))).toMatchObject({ code: 'command.conflict' })
  })

  it('reads the events once for all subscriptions, and not again at issue while nothing changed', async () => {
    const { storage, counts } = countingScans(memory())
    const billing = await acmeBilling({ storage })
    for (const account of ['globex', 'initech']) await billing.subscriptions.start({ key: account, account, plan: 'calls', from: '2026-10-01', zone: 'Europe/Berlin' })
    await billing.events.ingest([tokens('a', '1400000'), call('g', { subject: 'globex' }), call('i', { subject: 'initech' })])
    expect((await billing.usage.seal({ period: '2026-10' })).map(({ subscription }) => subscription)).toEqual(['acme', 'globex', 'initech'])
    expect(counts.scans).toBe(1)
    for (const account of ['acme', 'globex', 'initech']) await billing.invoices.issue({ key: account, account, period: '2026-10' })
    expect(counts.scans).toBe(1)
    expect((await billing.invoices.list()).items.map(({ account, totals }) => [account, totals.payable]).sort()).toEqual([['acme', '50'], ['globex', '0.01'], ['initech', '0.01']])
  })

  it('reads again when a rival subscription or another definition of the meter changes what the events mean', async () => {
    const storage = memory()
    const billing = await acmeBilling({ storage })
    await billing.events.ingest([tokens('a', '1400000')])
    await billing.usage.seal(october)
    const doubled = { ...catalog, meters: { ...catalog.meters, tokens: { ...catalog.meters.tokens, filter: [{ path: 'model', equals: 'small' }] } } }
    const other = createBilling({ catalog: doubled, storage, clock: fixedClock('2026-11-02T00:00:00Z') })
    expect((await other.invoices.preview(october)).totals.payable).toBe('49')
    await billing.subscriptions.start({ key: 'rival', account: 'globex', plan: 'pro', from: '2026-10-01', zone: 'Europe/Berlin', subjects: ['acme'] })
    expect(await billing.usage.seal({ subscription: 'acme', period: '2026-10' })).toMatchObject([{ revision: 1, buckets: [] }])
  })

  it('remembers a new basis with the usage, also where the usage is the same', async () => {
    const { storage, counts } = countingScans(memory())
    const billing = await acmeBilling({ storage })
    await billing.events.ingest([tokens('a', '1')])
    await billing.usage.seal(october)
    await billing.subscriptions.start({ key: 'rival', account: 'globex', plan: 'calls', from: '2026-10-01', zone: 'Europe/Berlin', subjects: ['acme'] })
    expect(await billing.usage.seal(october)).toMatchObject([{ revision: 1, buckets: [{ quantity: '1' }] }])
    expect(await billing.usage.seal(october)).toMatchObject([{ revision: 1 }])
    expect(counts.scans).toBe(2)
  })

  it('seals one subscription where asked', async () => {
    const billing = await acmeBilling()
    await billing.subscriptions.start({ key: 'second', account: 'acme', plan: 'calls', from: '2026-10-01', zone: 'Europe/Berlin' })
    expect((await billing.usage.seal({ subscription: 'second', period: '2026-10' })).map(({ subscription }) => subscription)).toEqual(['second'])
    expect(await failureIn(() => billing.usage.seal({ subscription: 'second', account: 'globex', period: '2026-10' }))).toMatchObject({ code: 'subscription.unknown' })
    expect(await failureIn(() => billing.usage.seal({ subscription: 'third', period: '2026-10' }))).toMatchObject({ code: 'subscription.unknown' })
  })

  it('refuses usage that a meter cannot give as a whole', async () => {
    const billing = await acmeBilling()
    const events = Array.from({ length: 10_001 }, (_, index) => tokens(`t${index}`, '1', { data: { count: '1', model: `m${index}` } }))
    await billing.events.ingest(events)
    const failure = await failureIn(() => billing.usage.seal(october))
    expect(failure).toMatchObject({ code: 'meter.too_many_groups', field: 'subscriptions.acme.tokens' })
    expect(await failureIn(() => billing.invoices.preview(october))).toMatchObject({ code: 'meter.too_many_groups' })
    expect((await billing.usage.current(october)).refused).toMatchObject([{ subscription: 'acme', meter: 'tokens', readings: 10_001 }])
  })
})

describe('usage.current', () => {
  it('shows usage, and what is not in it, without a write', async () => {
    const storage = memory()
    const billing = await acmeBilling({ storage })
    await billing.events.ingest([tokens('a', '1'), tokens('b', '2', { data: { count: '2', model: 'small' } }), tokens('broken', 'many')])
    const { usage, quarantined, refused, unattached } = await sampleBilling({ storage: readOnly(storage) }).usage.current(october)
    expect(usage.map(({ dimensions, quantity, from, to }) => [dimensions, quantity, from, to])).toEqual([
      [{ model: 'large' }, '1', '2026-09-30T22:00:00.000000Z', '2026-10-31T23:00:00.000000Z'],
      [{ model: 'small' }, '2', '2026-09-30T22:00:00.000000Z', '2026-10-31T23:00:00.000000Z'],
    ])
    expect(quarantined.map(({ id, failure }) => [id, failure.code])).toEqual([['broken', 'meter.value_invalid']])
    expect([refused, unattached]).toEqual([[], []])
  })

  it.each([
    { name: 'an unknown account', scope: { account: 'nobody', period: '2026-10' }, code: 'account.unknown', field: 'account' },
    { name: 'a period before the start', scope: { account: 'acme', period: '2026-09' }, code: 'period.not_found', field: 'period' },
    { name: 'a label that is none', scope: { account: 'acme', period: 'October' }, code: 'time.malformed', field: 'period' },
    { name: 'a label of several periods', scope: { account: 'acme', period: '2027' }, code: 'period.ambiguous', field: 'period' },
    { name: 'bounds that are no period', scope: { account: 'acme', period: { from: '2026-10-01', to: '2026-10-15' } }, code: 'period.not_found', field: 'period' },
    { name: 'bounds that end first', scope: { account: 'acme', period: { from: '2026-10-15', to: '2026-10-01' } }, code: 'period.ends_before_start', field: 'period.to' },
    { name: 'a bound that is missing', scope: { account: 'acme', period: { from: '2026-10-15' } as { from: string; to: string } }, code: 'text.malformed', field: 'period.to' },
    { name: 'no period', scope: { account: 'acme' } as { account: string; period: string }, code: 'command.invalid', field: 'period' },
    { name: 'an empty account', scope: { account: '', period: '2026-10' }, code: 'text.empty', field: 'account' },
  ])('refuses $name', async ({ scope, code, field }) => {
    const billing = await acmeBilling()
    expect(await failureIn(() => billing.usage.current(scope))).toMatchObject({ code, field })
  })
})
