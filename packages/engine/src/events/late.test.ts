import { memory } from '@farthing/adapters-memory'
import { describe, expect, it } from 'vitest'
import { acmeBilling, failureIn, october, sampleBilling, tokens } from '../test/sample-billing.js'

const issue = { ...october, key: 'acme/2026-10' }

/** October is invoiced with three events; then one arrives, one is amended and one is voided. */
async function lateBilling() {
  const storage = memory()
  const billing = await acmeBilling({ storage })
  await billing.events.ingest([tokens('amended', '1'), tokens('voided', '2'), tokens('kept', '4')])
  await billing.invoices.issue(issue)
  await billing.events.ingest([tokens('arrived', '8'), tokens('amended', '16', { revision: 1 }), tokens('voided', '', { revision: 1, data: null }), tokens('kept', '4')])
  return { billing, storage }
}

describe('events.late', () => {
  it('lists what differs from the invoice, by account and period, and nothing of a period that is not sealed', async () => {
    const { billing } = await lateBilling()
    const late = await billing.events.late(october)
    expect(late.items.map(({ id, change, revision }) => [id, change, revision]).sort()).toEqual([['amended', 'amended', 1], ['arrived', 'arrived', 0], ['voided', 'withdrawn', 0]])
    expect(late).toMatchObject({ count: 3, writtenOff: 0 })
    await billing.events.ingest([tokens('november', '1', { time: '2026-11-01T00:00:00Z' })])
    expect(await billing.events.late({ account: 'acme', period: '2026-11' })).toEqual({ items: [], count: 0, writtenOff: 0 })
  })

  it('counts all and shows at most as many as asked for', async () => {
    const { billing } = await lateBilling()
    const { items, count } = await billing.events.late({ ...october, limit: 2 })
    expect([items.length, count]).toEqual([2, 3])
    for (const limit of [0, 10_001, 1.5]) expect(await failureIn(() => billing.events.late({ ...october, limit }))).toMatchObject({ code: 'command.invalid', field: 'limit' })
  })

  it('is taken by the next revision of a seal while nothing is invoiced, and not after', async () => {
    const billing = await acmeBilling()
    await billing.usage.seal(october)
    await billing.events.ingest([tokens('a', '1')])
    expect((await billing.events.late(october)).count).toBe(1)
    await billing.usage.seal(october)
    expect((await billing.events.late(october)).count).toBe(0)
    await billing.invoices.issue(issue)
    await billing.events.ingest([tokens('b', '1')])
    await billing.usage.seal(october)
    expect((await billing.events.late(october)).items.map(({ id }) => id)).toEqual(['b'])
  })
})

describe('events.writeOff', () => {
  const writeOff = { ...october, key: 'w1', reason: 'below the cost of a correction', actor: 'ops@seller' }

  it('takes all late events of a period, once, with who decided and why', async () => {
    const { billing } = await lateBilling()
    expect(await billing.events.writeOff(writeOff)).toEqual({ count: 3 })
    expect(await billing.events.writeOff(writeOff)).toEqual({ count: 3 })
    expect(await billing.events.writeOff({ ...writeOff, key: 'w2' })).toEqual({ count: 0 })
    expect(await billing.events.late(october)).toEqual({ items: [], count: 0, writtenOff: 3 })
    const { items } = await billing.events.writeOffs({ account: 'acme' })
    expect(items.map(({ id, revision, reason, actor, at }) => [id, revision, reason, actor, at]).sort()).toEqual(
      [['amended', 1], ['arrived', 0], ['voided', 0]].map((each) => [...each, 'below the cost of a correction', 'ops@seller', '2026-11-02T00:00:00.000000Z']),
    )
  })

  it('takes the named ones only, and an amendment of one is late again', async () => {
    const { billing } = await lateBilling()
    expect(await billing.events.writeOff({ ...writeOff, events: [{ source: 'api', id: 'arrived' }] })).toEqual({ count: 1 })
    expect((await billing.events.late(october)).items.map(({ id }) => id).sort()).toEqual(['amended', 'voided'])
    await billing.events.ingest([tokens('arrived', '9', { revision: 1 })])
    expect(await billing.events.late(october)).toMatchObject({ count: 3, writtenOff: 0 })
  })

  it('changes neither the invoice nor usage', async () => {
    const { billing } = await lateBilling()
    const [before] = (await billing.invoices.list()).items
    const usage = await billing.usage.current(october)
    await billing.events.writeOff(writeOff)
    expect((await billing.invoices.list()).items).toEqual([before])
    expect((await billing.usage.current(october)).usage).toEqual(usage.usage)
  })

  it('refuses what is not late, keeping nothing', async () => {
    const { billing, storage } = await lateBilling()
    const events = [{ source: 'api', id: 'arrived' }, { source: 'api', id: 'kept' }]
    expect(await failureIn(() => billing.events.writeOff({ ...writeOff, events }))).toMatchObject({ code: 'event.not_late', field: 'events[1]' })
    await billing.events.writeOff({ ...writeOff, events: events.slice(0, 1) })
    expect(await failureIn(() => billing.events.writeOff({ ...writeOff, key: 'w2', events: events.slice(0, 1) }))).toMatchObject({ code: 'event.not_late' })
    expect(await failureIn(() => billing.events.writeOff({ ...writeOff, key: 'w3', reason: '' }))).toMatchObject({ code: 'text.empty', field: 'reason' })
    const many = Array.from({ length: 10_001 }, (_, index) => ({ source: 'api', id: `e${index}` }))
    expect(await failureIn(() => billing.events.writeOff({ ...writeOff, key: 'w4', events: many }))).toMatchObject({ code: 'command.invalid', field: 'events' })
    expect((await sampleBilling({ storage }).events.writeOffs()).items.map(({ id }) => id)).toEqual(['arrived'])
  })
})
