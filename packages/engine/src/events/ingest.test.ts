import { describe, expect, it } from 'vitest'
import { acmeBilling, call, failureIn, october, sampleBilling, tokens } from '../test/sample-billing.js'

describe('ingest', () => {
  it('decides each event for itself, and the census adds up', async () => {
    const billing = await acmeBilling()
    await billing.events.ingest([tokens('kept', '1')])
    const { counts, refused, receipts } = await billing.events.ingest(
      [
        tokens('new', '2'),
        tokens('kept', '1'),
        tokens('kept', '7'),
        tokens('stranger', '1', { subject: 'globex' }),
        { id: 'broken', source: 'api', type: 'llm.tokens', subject: 'acme', time: 'yesterday', data: {} },
        'no event',
        tokens('new', '2'),
      ],
      { receipts: true },
    )
    expect(receipts).toEqual(['accepted', 'duplicate', 'conflict', 'unattached', 'rejected', 'rejected', 'duplicate'])
    expect(counts).toEqual({ received: 7, accepted: 1, duplicate: 2, conflict: 1, unattached: 1, rejected: 2 })
    expect(refused.map(({ index, identity, failure }) => ({ index, identity, code: failure.code, field: failure.field }))).toEqual([
      { index: 2, identity: { source: 'api', id: 'kept' }, code: 'event.conflict', field: 'id' },
      { index: 4, identity: { source: 'api', id: 'broken' }, code: 'time.malformed', field: 'time' },
      { index: 5, identity: undefined, code: 'event.invalid', field: '' },
    ])
  })

  it('keeps the place of each event in batches of several transactions', async () => {
    const billing = await acmeBilling()
    const batch = Array.from({ length: 2_500 }, (_, index) => (index % 1_000 === 999 ? { id: `bad-${index}` } : tokens(`t${index}`, '1')))
    const { counts, refused } = await billing.events.ingest(batch)
    expect(counts).toMatchObject({ received: 2_500, accepted: 2_498, rejected: 2 })
    expect(refused.map(({ index }) => index)).toEqual([999, 1_999])
    expect((await billing.events.ingest(batch)).counts).toMatchObject({ accepted: 0, duplicate: 2_498, rejected: 2 })
    const changed = batch.map((event, index) => (index === 2_345 ? tokens('t2345', '2') : event))
    expect((await billing.events.ingest(changed)).refused.map(({ index }) => index)).toEqual([999, 1_999, 2_345])
  })

  it('has no receipts unless asked, and takes an empty batch', async () => {
    const result = await sampleBilling().events.ingest([])
    expect(result).toEqual({ counts: { received: 0, accepted: 0, duplicate: 0, conflict: 0, unattached: 0, rejected: 0 }, refused: [], late: [], quarantined: [] })
  })

  it('attaches what came before its subscription', async () => {
    const billing = sampleBilling()
    expect((await billing.events.ingest([tokens('early', '1400000')])).counts).toMatchObject({ accepted: 0, unattached: 1 })
    await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01', zone: 'Europe/Berlin' })
    expect((await billing.invoices.preview(october)).totals.payable).toBe('50')
  })

  it('leaves an event unattached that several subscriptions could mean, unless it names one', async () => {
    const billing = await acmeBilling()
    await billing.subscriptions.start({ key: 'second', account: 'acme', plan: 'pro', from: '2026-10-01' })
    const batch = [tokens('a', '1'), tokens('b', '1', { subscription: 'second' }), tokens('c', '1', { subscription: 'third' }), tokens('d', '1', { subject: 'robot', subscription: 'acme' })]
    expect((await billing.events.ingest(batch, { receipts: true })).receipts).toEqual(['unattached', 'accepted', 'unattached', 'accepted'])
    const { usage, unattached } = await billing.usage.current(october)
    expect(usage.map(({ subscription, quantity }) => [subscription, quantity])).toEqual([['acme', '1'], ['second', '1']])
    expect(unattached.map(({ id, reason }) => [id, reason])).toEqual([['a', 'ambiguous'], ['c', 'unknown']])
  })

  it('tells two subscriptions on one meter apart by subject, by time, or by name', async () => {
    const billing = sampleBilling()
    const pro = { account: 'acme', plan: 'pro' } as const
    await billing.subscriptions.start({ ...pro, key: 'first', from: '2026-10-01', to: '2026-10-15' })
    await billing.subscriptions.start({ ...pro, key: 'second', from: '2026-10-15' })
    await billing.subscriptions.start({ ...pro, key: 'robots', from: '2026-10-01', subjects: ['robot'] })
    await billing.subscriptions.start({ ...pro, plan: 'calls', key: 'calls', from: '2026-10-01' })
    await billing.events.ingest([
      tokens('before', '1', { time: '2026-10-14T23:59:59.999999Z' }),
      tokens('after', '2', { time: '2026-10-15T00:00:00Z' }),
      tokens('robot', '4', { subject: 'robot' }),
      tokens('named', '8', { subject: 'robot', subscription: 'second', time: '2026-10-20T00:00:00Z' }),
      tokens('too early', '16', { subscription: 'second', time: '2026-10-14T00:00:00Z' }),
      call('call', { time: '2026-10-20T00:00:00Z' }),
    ])
    const readings = (await billing.events.list()).items.map(({ event, readings: all }) => [event.id, ...all.map((each) => ('subscription' in each ? each.subscription : 'reason' in each ? each.reason : each.status))])
    expect(readings.sort()).toEqual([['after', 'second'], ['before', 'first'], ['call', 'calls'], ['named', 'second'], ['robot', 'robots'], ['too early', 'inactive']])
  })

  it('does not call unattached what another subscription takes', async () => {
    const billing = await acmeBilling()
    await billing.subscriptions.start({ key: 'globex', account: 'globex', plan: 'pro', from: '2026-10-01' })
    await billing.events.ingest([tokens('named', '5', { subscription: 'globex' })])
    expect(await billing.usage.current(october)).toMatchObject({ usage: [], unattached: [] })
    expect((await billing.usage.current({ ...october, account: 'globex' })).usage.map(({ quantity }) => quantity)).toEqual(['5'])
  })

  it('leaves an event unattached that no meter of the plan reads', async () => {
    const billing = await acmeBilling()
    expect((await billing.events.ingest([call('c1'), call('c2', { type: 'unheard.of' })])).counts).toMatchObject({ accepted: 0, unattached: 2 })
  })

  it('takes the time of receipt for sources that are declared so', async () => {
    const billing = await acmeBilling({ now: '2026-10-20T00:00:00Z' })
    const { id, source, type, subject, data } = tokens('untimed', '3')
    const untimed = { id, source, type, subject, data }
    expect((await billing.events.ingest([untimed])).counts.rejected).toBe(1)
    expect((await billing.events.ingest([untimed], { timeFromReceipt: ['api'] })).counts.accepted).toBe(1)
    expect((await billing.usage.current(october)).usage[0]?.quantity).toBe('3')
  })

  it('does not show the identity of what cannot be stored', async () => {
    const { refused } = await sampleBilling().events.ingest([tokens('a\u0000b', '1'), tokens('x'.repeat(257), '1'), { id: 1, source: 2 }])
    expect(refused.map(({ identity }) => identity)).toEqual([undefined, undefined, undefined])
  })

  it('refuses what is no batch', async () => {
    const billing = sampleBilling()
    const tooMany = Array.from({ length: 100_001 }, () => null)
    expect(await failureIn(() => billing.events.ingest(tooMany))).toMatchObject({ code: 'event.batch_too_large', field: 'events' })
    const single: unknown = tokens('a', '1')
    expect(await failureIn(() => billing.events.ingest(single as unknown[]))).toMatchObject({ code: 'command.invalid', field: 'events' })
  })
})

describe('amendments and voids', () => {
  const amended = (revision: number, quantity: string, about: object = {}) => tokens('a', quantity, { revision, ...about })
  const voided = (revision: number) => tokens('a', '', { revision, data: null })

  const histories: readonly { readonly name: string; readonly history: readonly object[]; readonly receipts: readonly string[]; readonly quantity: string | undefined }[] = [
    { name: 'the highest revision counts', history: [amended(0, '1'), amended(2, '4'), amended(1, '2')], receipts: ['accepted', 'accepted', 'accepted'], quantity: '4' },
    { name: 'whatever arrives first', history: [amended(2, '4'), amended(0, '1')], receipts: ['accepted', 'accepted'], quantity: '4' },
    { name: 'a revision comes once', history: [amended(1, '2'), amended(1, '2'), amended(1, '3')], receipts: ['accepted', 'duplicate', 'conflict'], quantity: '2' },
    { name: 'a void takes the event away', history: [amended(0, '1'), voided(1)], receipts: ['accepted', 'accepted'], quantity: undefined },
    { name: 'a void may come first', history: [voided(1), amended(0, '1')], receipts: ['accepted', 'accepted'], quantity: undefined },
    { name: 'an amendment above a void brings it back', history: [amended(0, '1'), voided(1), amended(2, '9')], receipts: ['accepted', 'accepted', 'accepted'], quantity: '9' },
    { name: 'an amendment may move it out of the period', history: [amended(0, '1'), amended(1, '1', { time: '2026-11-14T09:00:00Z' })], receipts: ['accepted', 'accepted'], quantity: undefined },
    { name: 'an amendment may give it to nobody', history: [amended(0, '1'), amended(1, '1', { subject: 'globex' })], receipts: ['accepted', 'unattached'], quantity: undefined },
    { name: 'another source is another event', history: [amended(0, '1'), amended(0, '2', { source: 'edge' })], receipts: ['accepted', 'accepted'], quantity: '3' },
  ]

  it.each(histories)('$name', async ({ history, receipts, quantity }) => {
    const [one, batch] = [await acmeBilling(), await acmeBilling()]
    const outcomes: string[] = []
    for (const event of history) outcomes.push(...((await one.events.ingest([event], { receipts: true })).receipts ?? []))
    expect(outcomes).toEqual(receipts)
    expect((await batch.events.ingest(history, { receipts: true })).receipts).toEqual(receipts)
    for (const billing of [one, batch]) expect((await billing.usage.current(october)).usage.map((usage) => usage.quantity)).toEqual(quantity === undefined ? [] : [quantity])
  })
})

describe('the late hint', () => {
  it('names the meters that accepted events break, and no void', async () => {
    const billing = await acmeBilling()
    const readings = [tokens('a', '5'), tokens('b', 'many'), tokens('c', 'x', { subject: 'nobody' }), tokens('d', '1', { data: null, revision: 1 }), tokens('e', '')]
    const { counts, quarantined } = await billing.events.ingest(readings)
    expect(counts).toMatchObject({ accepted: 4, unattached: 1 })
    expect(quarantined).toMatchObject([{ index: 1, meter: 'tokens', failure: { code: 'meter.value_invalid' } }, { index: 4, meter: 'tokens' }])
    expect((await billing.events.ingest(readings)).quarantined).toEqual([])
  })

  it('names accepted events of a period that is sealed, and no others', async () => {
    const billing = await acmeBilling()
    await billing.subscriptions.start({ key: 'calls', account: 'acme', plan: 'calls', from: '2026-09-01', zone: 'Europe/Berlin' })
    await billing.events.ingest([tokens('a', '1')])
    await billing.usage.seal({ subscription: 'acme', period: '2026-10' })
    const batch = [
      tokens('a', '1'),
      tokens('late', '2'),
      tokens('november', '1', { time: '2026-10-31T23:00:00Z' }),
      tokens('october', '1', { time: '2026-10-31T22:59:59.999999Z' }),
      call('unsealed'),
      tokens('stranger', '1', { subject: 'globex' }),
      tokens('a', '2'),
      tokens('a', '3', { revision: 1 }),
    ]
    const { late, receipts } = await billing.events.ingest(batch, { receipts: true })
    expect(receipts).toEqual(['duplicate', 'accepted', 'accepted', 'accepted', 'accepted', 'unattached', 'conflict', 'accepted'])
    expect(late).toEqual([1, 3, 7])
  })
})

describe('ingestOrThrow', () => {
  it('keeps a whole batch', async () => {
    const billing = await acmeBilling()
    expect((await billing.events.ingestOrThrow([tokens('a', '1'), tokens('a', '1')])).counts).toMatchObject({ accepted: 1, duplicate: 1 })
  })

  it('throws the first refusal and keeps nothing', async () => {
    const billing = await acmeBilling()
    await billing.events.ingest([tokens('kept', '1')])
    const malformed = await failureIn(() => billing.events.ingestOrThrow([tokens('a', '1'), tokens('b', '1', { time: 'never' })]))
    expect(malformed).toMatchObject({ code: 'time.malformed', field: 'events[1].time' })
    const conflict = await failureIn(() => billing.events.ingestOrThrow([tokens('a', '1'), tokens('kept', '2')]))
    expect(conflict).toMatchObject({ code: 'event.conflict', field: 'events[1].id' })
    expect((await billing.usage.current(october)).usage.map(({ quantity }) => quantity)).toEqual(['1'])
  })
})
