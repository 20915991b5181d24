import { memory } from '@farthing/adapters-memory'
import type { Storage } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { failureIn, sampleBilling } from '../test/sample-billing.js'
import type { OutboxTopic, TopicEntry } from './topics.js'

/** Three messages of `acme` and two of `beta`, `invoice.issued` and `invoice.paid` by turns. */
async function told(storage: Storage = memory()) {
  for (const [account, count] of [['acme', 3], ['beta', 2]] as const) {
    for (let sequence = 1; sequence <= count; sequence += 1) {
      const message = { account, id: `${account}-${sequence}`, topic: sequence % 2 === 0 ? 'invoice.paid' : 'invoice.issued', at: '2026-11-01T00:00:00.000000Z', payload: { sequence } }
      await storage.transaction('default', ({ outbox }) => outbox.append(message))
    }
  }
  return { storage, billing: sampleBilling({ storage }) }
}

/** A consumer that rejects the messages with these ids, each once. */
function consumer(...rejected: readonly string[]) {
  const taken: string[] = []
  const failing = new Set(rejected)
  const receive = ({ id }: TopicEntry): Promise<void> => {
    if (failing.delete(id)) return Promise.reject(new Error('busy'))
    taken.push(id)
    return Promise.resolve()
  }
  return { taken, receive }
}

describe('outbox.deliver', () => {
  it('hands over each message once, in the order of its account, and nothing the second time', async () => {
    const { billing } = await told()
    const { taken, receive } = consumer()
    expect(await billing.outbox.deliver({ consumer: 'crm', receive })).toEqual({ delivered: 5, stuck: [] })
    expect(taken).toEqual(['acme-1', 'acme-2', 'acme-3', 'beta-1', 'beta-2'])
    expect(await billing.outbox.deliver({ consumer: 'crm', receive })).toEqual({ delivered: 0, stuck: [] })
    expect(await billing.outbox.deliver({ consumer: 'erp', receive })).toEqual({ delivered: 5, stuck: [] })
  })

  it('holds back what is behind a message that is not taken, in its account alone', async () => {
    const { billing } = await told()
    const { taken, receive } = consumer('acme-2')
    expect(await billing.outbox.deliver({ consumer: 'crm', receive })).toEqual({
      delivered: 3, stuck: [{ account: 'acme', sequence: 2, failure: expect.objectContaining({ code: 'outbox.not_taken', message: expect.stringContaining('busy') as unknown }) as unknown }],
    })
    expect(taken).toEqual(['acme-1', 'beta-1', 'beta-2'])
    await billing.outbox.deliver({ consumer: 'crm', receive })
    expect(taken.slice(3)).toEqual(['acme-2', 'acme-3'])
  })

  it('passes by what has another topic', async () => {
    const { billing } = await told()
    const { taken, receive } = consumer()
    expect(await billing.outbox.deliver({ consumer: 'crm', receive, topics: ['invoice.paid'] })).toEqual({ delivered: 2, stuck: [] })
    expect(taken).toEqual(['acme-2', 'beta-2'])
    expect(await billing.outbox.deliver({ consumer: 'crm', receive })).toMatchObject({ delivered: 0 })
  })

  it('hands a message over again when the process dies before its position has moved', async () => {
    const { storage } = await told()
    const dying: Storage = { transaction: (tenant, work) => storage.transaction(tenant, (stores) => work({ ...stores, offsets: { ...stores.offsets, advance: () => Promise.reject(new Error('died')) } })) }
    const { taken, receive } = consumer()
    await expect(sampleBilling({ storage: dying }).outbox.deliver({ consumer: 'crm', receive })).rejects.toThrow('died')
    await sampleBilling({ storage }).outbox.deliver({ consumer: 'crm', receive })
    expect(taken).toEqual(['acme-1', 'acme-1', 'acme-2', 'acme-3', 'beta-1', 'beta-2'])
  })

  it('leaves nothing out when runs race', async () => {
    const { billing } = await told()
    const { taken, receive } = consumer()
    await Promise.all([1, 2, 3].map(() => billing.outbox.deliver({ consumer: 'crm', receive })))
    await billing.outbox.deliver({ consumer: 'crm', receive })
    expect([...new Set(taken)].sort()).toEqual(['acme-1', 'acme-2', 'acme-3', 'beta-1', 'beta-2'])
    expect(await billing.outbox.deliver({ consumer: 'crm', receive })).toMatchObject({ delivered: 0 })
  })

  it('refuses a consumer without a name, and a topic that there is not', async () => {
    const { billing } = await told()
    const { taken, receive } = consumer()
    expect(await failureIn(() => billing.outbox.deliver({ consumer: '', receive }))).toMatchObject({ code: 'text.empty', field: 'consumer' })
    expect(await failureIn(() => billing.outbox.deliver({ consumer: 'crm', receive, topics: ['invoice.payed' as OutboxTopic] }))).toMatchObject({ code: 'outbox.topic_unknown', field: 'topics', facts: { topic: 'invoice.payed' } })
    expect(taken).toEqual([])
  })
})

describe('outbox.read and outbox.heads', () => {
  it('show what was told', async () => {
    const { billing } = await told()
    expect((await billing.outbox.read('acme', { after: 1, limit: 1 })).map(({ id, sequence }) => [id, sequence])).toEqual([['acme-2', 2]])
    expect((await billing.outbox.heads()).items).toEqual([{ account: 'acme', sequence: 3 }, { account: 'beta', sequence: 2 }])
  })
})
