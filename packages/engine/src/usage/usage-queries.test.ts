import { memory } from '@farthing/adapters-memory'
import { addAll } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { acmeBilling, call, failureIn, october, readOnly, sampleBilling, tokens } from '../test/sample-billing.js'

const august = { key: 'acme', account: 'acme', plan: 'pro', from: '2026-08-01', zone: 'Europe/Berlin' } as const
const at = (time: string, model = 'large') => ({ time, data: { count: '5', model } })
const events = [
  tokens('aug', '5', at('2026-08-14T09:00:00Z')),
  tokens('sep', '7', { time: '2026-09-14T09:00:00Z' }),
  tokens('oct 1', '1', { time: '2026-10-14T09:00:00Z' }),
  tokens('oct 2', '2', { time: '2026-10-14T22:30:00Z' }),
  tokens('oct 3', '4', { time: '2026-10-15T09:00:00Z', data: { count: '4', model: 'small' } }),
  tokens('broken', '-1'),
]

async function billingWith(options: { readonly now?: string } = {}) {
  const storage = memory()
  const billing = sampleBilling({ storage, ...options })
  await billing.subscriptions.start(august)
  await billing.subscriptions.start({ key: 'calls', account: 'globex', plan: 'calls', from: '2026-10-15' })
  await billing.events.ingest([...events, call('c1', { subject: 'globex', time: '2026-10-20T00:00:00Z' })])
  return { billing, storage }
}

describe('usage.current, as a view', () => {
  it('shows windows of the local clock, whose sum is the period', async () => {
    const { billing } = await billingWith()
    const { usage } = await billing.usage.current({ ...october, meter: 'tokens', by: [], window: 'day' })
    expect(usage.map(({ from, dimensions, quantity }) => [from, dimensions, quantity])).toEqual([
      ['2026-10-13T22:00:00.000000Z', {}, '1'],
      ['2026-10-14T22:00:00.000000Z', {}, '6'],
    ])
    const whole = await billing.usage.current({ ...october, by: [] })
    expect(whole.usage.map(({ quantity }) => quantity)).toEqual([addAll(usage.map(({ quantity }) => quantity))])
  })

  it('keeps the groups apart that are asked for, and leaves other meters out', async () => {
    const { billing } = await billingWith()
    const { usage } = await billing.usage.current({ ...october, by: ['model'], window: 'P1M' })
    expect(usage.map(({ dimensions, quantity }) => [dimensions, quantity])).toEqual([[{ model: 'large' }, '3'], [{ model: 'small' }, '4']])
    expect(await billing.usage.current({ ...october, meter: 'calls' })).toMatchObject({ usage: [], quarantined: [] })
    expect(await billing.usage.current({ ...october, meter: 'tokens' })).toMatchObject({ quarantined: [{ id: 'broken' }] })
  })

  it('refuses what cannot be shown', async () => {
    const { billing } = await billingWith()
    expect(await failureIn(() => billing.usage.current({ ...october, meter: 'valueOf' }))).toMatchObject({ code: 'meter.unknown', field: 'meter' })
    expect(await failureIn(() => billing.usage.current({ ...october, by: ['region'] }))).toMatchObject({ code: 'meter.invalid', field: 'by' })
    expect(await failureIn(() => billing.usage.current({ ...october, window: 'PT1S' }))).toMatchObject({ code: 'window.invalid' })
  })
})

describe('usage.history', () => {
  it('goes back period by period, sealed or as it stands, to the start of each subscription', async () => {
    const { billing, storage } = await billingWith({ now: '2026-11-02T00:00:00Z' })
    await billing.usage.seal({ subscription: 'acme', period: '2026-09' })
    const history = await sampleBilling({ storage: readOnly(storage) }).usage.history({ by: [] })
    expect(history.map(({ subscription, from, state, usage }) => [subscription, from.slice(0, 10), state, usage[0]?.quantity])).toEqual([
      ['acme', '2026-10-31', 'measured', undefined],
      ['calls', '2026-10-15', 'measured', '1'],
      ['acme', '2026-09-30', 'measured', '7'],
      ['acme', '2026-08-31', 'sealed', '7'],
      ['acme', '2026-07-31', 'measured', '5'],
    ])
    expect(history[3]).toMatchObject({ account: 'acme', plan: 'pro', revision: 0 })
  })

  it('keeps to its limit and scope, and to the end of a subscription', async () => {
    const { billing } = await billingWith()
    expect((await billing.usage.history({ account: 'acme', limit: 2 })).map(({ from }) => from.slice(0, 10))).toEqual(['2026-10-31', '2026-09-30'])
    await billing.subscriptions.start({ key: 'ended', account: 'initech', plan: 'calls', from: '2026-06-01', to: '2026-07-15' })
    await billing.subscriptions.start({ key: 'future', account: 'initech', plan: 'calls', from: '2027-01-01' })
    expect((await billing.usage.history({ account: 'initech' })).map(({ subscription, from }) => [subscription, from.slice(0, 10)])).toEqual([['ended', '2026-07-01'], ['ended', '2026-06-01']])
    for (const limit of [0, 121, 2.5]) expect(await failureIn(() => billing.usage.history({ limit }))).toMatchObject({ code: 'command.invalid', field: 'limit' })
    expect(await failureIn(() => billing.usage.history({ account: 'nobody' }))).toMatchObject({ code: 'account.unknown' })
  })

  it('says the same as the invoice was rated from', async () => {
    const billing = await acmeBilling()
    await billing.events.ingest([tokens('a', '1400000'), tokens('b', '3', { data: { count: '3', model: 'small' } })])
    const { id } = await billing.invoices.issue({ ...october, key: 'i' })
    await billing.events.ingest([tokens('late', '9')])
    const [entry] = (await billing.usage.history({ account: 'acme' })).filter(({ state }) => state === 'sealed')
    const rated = (await billing.invoices.evidence(id))?.ratings[0]?.facts.usage ?? []
    expect(entry?.usage.map(({ quantity, dimensions, events: count }) => [quantity, dimensions, count])).toEqual(rated.map(({ quantity, dimensions, events: count }) => [quantity, dimensions, count]))
  })
})

describe('usage.aggregate, usage.summaries and usage.csv', () => {
  it('store usage as it stands, and again as it stands later', async () => {
    const { billing } = await billingWith({ now: '2026-10-31T00:00:00Z' })
    expect((await billing.usage.summaries()).items).toEqual([])
    const stored = await billing.usage.aggregate()
    expect(stored.map(({ subscription, usage }) => [subscription, usage.map(({ quantity }) => quantity)])).toEqual([['acme', ['3', '4']], ['calls', ['1']]])
    await billing.events.ingest([tokens('more', '10')])
    expect((await billing.usage.summaries({ account: 'acme' })).items).toEqual([stored[0]])
    await billing.usage.aggregate({ account: 'acme', period: '2026-10' })
    const [again] = (await billing.usage.summaries({ subscription: 'acme' })).items
    expect(again?.usage.map(({ quantity }) => quantity)).toEqual(['13', '4'])
    expect(again?.usage).toEqual((await billing.usage.current(october)).usage)
  })

  it('take one period or the one that runs, and nothing where none does', async () => {
    const { billing } = await billingWith()
    await billing.usage.aggregate({ subscription: 'acme', period: '2026-08' })
    await billing.usage.aggregate()
    const { items } = await billing.usage.summaries()
    expect(items.map(({ subscription, from }) => [subscription, from.slice(0, 10)])).toEqual([['acme', '2026-07-31'], ['calls', '2026-10-15'], ['acme', '2026-10-31']])
    expect((await billing.usage.summaries({}, { limit: 2 })).next).toBeDefined()
    expect(await sampleBilling().usage.aggregate()).toEqual([])
  })

  it('write one line for each usage, quoted where a text needs it', async () => {
    const { billing } = await billingWith({ now: '2026-10-31T00:00:00Z' })
    await billing.subscriptions.start({ key: 'odd', id: 'a "b", c', account: 'odd\r\nname', plan: 'calls', from: '2026-10-01' })
    await billing.events.ingest([call('o', { subject: 'odd\r\nname' })])
    await billing.usage.aggregate()
    const lines: string[] = []
    for await (const line of billing.usage.csv()) lines.push(line)
    const evidence = (await billing.usage.summaries()).items.flatMap(({ usage }) => usage.map((each) => each.evidence))
    expect(lines).toEqual([
      'account,subscription,plan,meter,dimensions,from,to,quantity,events,evidence,known_at\r\n',
      `acme,acme,pro,tokens,"{""model"":""large""}",2026-09-30T22:00:00.000000Z,2026-10-31T23:00:00.000000Z,3,2,${evidence[0] ?? ''},2026-10-31T00:00:00.000000Z\r\n`,
      `acme,acme,pro,tokens,"{""model"":""small""}",2026-09-30T22:00:00.000000Z,2026-10-31T23:00:00.000000Z,4,1,${evidence[1] ?? ''},2026-10-31T00:00:00.000000Z\r\n`,
      `"odd\r\nname","a ""b"", c",calls,calls,{},2026-10-01T00:00:00.000000Z,2026-11-01T00:00:00.000000Z,1,1,${evidence[2] ?? ''},2026-10-31T00:00:00.000000Z\r\n`,
      `globex,calls,calls,calls,{},2026-10-15T00:00:00.000000Z,2026-11-15T00:00:00.000000Z,1,1,${evidence[3] ?? ''},2026-10-31T00:00:00.000000Z\r\n`,
    ])
  })

  it('read as many pages as there are', async () => {
    const billing = sampleBilling({ now: '2026-10-31T00:00:00Z' })
    for (let index = 0; index < 120; index += 1) await billing.subscriptions.start({ key: `s${index}`, account: `a${index}`, plan: 'calls', from: '2026-10-01' })
    await billing.events.ingest(Array.from({ length: 120 }, (_, index) => call(`c${index}`, { subject: `a${index}` })))
    await billing.usage.aggregate()
    let lines = 0
    for await (const line of billing.usage.csv()) lines += line === '' ? 0 : 1
    expect(lines).toBe(121)
  })
})
