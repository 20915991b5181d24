import type { UsageRecord } from '@farthing/ports'
import { usageSinkSuite, type UsageSinkFactory } from '@farthing/ports/conformance'
import { describe, expect, it } from 'vitest'
import { mockUsageSink } from './mock-usage-sink.js'

type Deliver = (record: UsageRecord) => Promise<unknown>

/** What a mock has, with `change` in between: a sink that passes as it is, and one that a sabotage breaks. */
function factoryOf(change: (deliver: Deliver) => Deliver = (deliver) => deliver): UsageSinkFactory {
  return {
    create: async () => {
      const { sink, kept } = mockUsageSink()
      const deliver = change(sink.deliver)
      return {
        sink: { name: 'mock', deliver: async (record) => ((await deliver(record)) as { refused: string } | undefined) ?? {} },
        billed: async ({ subscription, meter }) => kept().find((record) => record.subscription === subscription && record.meter === meter)?.quantity ?? '0',
      }
    },
  }
}

describe(usageSinkSuite.name, () => {
  for (const each of usageSinkSuite.cases) it(each.name, () => each.run(factoryOf()))

  const sabotages: readonly (readonly [what: string, red: string, change: (deliver: Deliver) => Deliver])[] = [
    ['keeps the first revision', 'a later revision stands for the one before: more, less, and nothing', (deliver) => (record) => deliver({ ...record, revision: 1 })],
    ['counts whole units', 'fractions of a unit and long numbers are not rounded', (deliver) => (record) => deliver({ ...record, quantity: record.quantity.split('.')[0] as typeof record.quantity })],
    ['mixes meters up', 'subscriptions and meters are kept apart', (deliver) => (record) => deliver({ ...record, meter: 'calls', revision: record.meter === 'calls' ? 1 : 9 })],
    ['refuses everybody', 'what was taken is billed', () => async () => ({ refused: 'nobody is known' })],
    ['adds up', 'the same record again changes nothing', (deliver) => addingUp(deliver)],
  ]
  it.each(sabotages)('finds a sink that %s', async (_, red, change) => {
    const broken = usageSinkSuite.cases.find(({ name }) => name === red)
    await expect(broken?.run(factoryOf(change))).rejects.toThrow()
  })
})

function addingUp(deliver: Deliver): Deliver {
  let sum = 0
  return (record) => {
    sum += Number(record.quantity)
    return deliver({ ...record, revision: sum, quantity: `${sum}` })
  }
}

describe('a mock sink', () => {
  const record: UsageRecord = {
    tenant: 't', account: 'a', subscription: 's', plan: 'p', meter: 'm', from: '2026-10-01T00:00:00.000000Z', to: '2026-11-01T00:00:00.000000Z', revision: 1,
    idempotencyKey: 'k'.repeat(64), quantity: '1', events: 1, usage: [], previous: '0', knownAt: { cut: 'c', at: '2026-10-15T00:00:00.000000Z' },
  }

  it('fails as it is told, and then no more', async () => {
    const { sink, received, kept, failNext } = mockUsageSink({ faults: ['reject', 'refuse'] })
    await expect(sink.deliver(record)).rejects.toMatchObject({ code: 'delivery.not_taken' })
    expect(await sink.deliver(record)).toEqual({ refused: 'the sink has no such customer' })
    expect(kept()).toEqual([])
    failNext('lose_receipt')
    await expect(sink.deliver(record)).rejects.toMatchObject({ code: 'delivery.not_taken' })
    expect(kept()).toEqual([record])
    expect(await sink.deliver(record)).toEqual({ reference: 'ur_kkkkkkkkkkkk' })
    expect(received).toHaveLength(4)
  })
})
