import type { MessageSender, OutgoingMessage } from '@farthing/ports'
import { messageSenderSuite, type MessageSenderFactory } from '@farthing/ports/conformance'
import { describe, expect, it } from 'vitest'
import { mockMessages } from './mock-messages.js'

type Send = MessageSender['send']

/** A mock with `change` in between: a sender that passes as it is, and one that a sabotage breaks. */
function factoryOf(change: (send: Send) => Send = (send) => send, name = 'mock'): MessageSenderFactory {
  return {
    create: async () => {
      const { sender, inbox, failNext } = mockMessages()
      return {
        sender: { name, send: change(sender.send) },
        delivered: async (recipient) => inbox(recipient).map(({ template, data }) => ({ template, data })),
        failNext: async () => failNext('reject'),
      }
    },
  }
}

describe(messageSenderSuite.name, () => {
  for (const each of messageSenderSuite.cases) it(each.name, () => each.run(factoryOf()))

  let sends = 0
  const sabotages: readonly (readonly [what: string, red: string, change: (send: Send) => Send, name: string])[] = [
    ['tells everybody', 'a message that is taken reaches its recipient as it is, and nobody else', (send) => async (message) => (await send({ ...message, id: `${message.id}b`, recipient: 'bob@acme.example' }), send(message)), 'mock'],
    ['loses letters', 'a message that is taken reaches its recipient as it is, and nobody else', (send) => (message) => send({ ...message, data: { ...message.data, note: 'Zurich' } }), 'mock'],
    ['delivers each repeat', 'the same message again, also at the same time, is delivered once, under the same reference', (send) => (message) => send({ ...message, id: `${message.id}${(sends += 1)}` }), 'mock'],
    ['takes the same words for the same message', 'messages are told apart by their ids alone', (send) => (message) => send({ ...message, id: `${message.recipient} ${JSON.stringify(message.data)}` }), 'mock'],
    ['swallows what was not taken', 'one that is not taken rejects, is not delivered, and is taken when it comes again', (send) => (message) => send(message).catch(() => ({})), 'mock'],
    ['has no name', 'its name is a text of 1 to 256 characters', (send) => send, ''],
  ]
  it.each(sabotages)('finds a sender that %s', async (_, red, change, name) => {
    const broken = messageSenderSuite.cases.find((each) => each.name === red)
    await expect(broken?.run(factoryOf(change, name))).rejects.toThrow()
  })
})

describe('a mock sender', () => {
  const message: OutgoingMessage = { id: 'k'.repeat(64), tenant: 't', account: 'a', recipient: 'ann', template: 'reminder', data: {} }

  it('fails as it is told, and then no more', async () => {
    const { sender, received, inbox, failNext } = mockMessages({ faults: ['reject'] })
    await expect(sender.send(message)).rejects.toMatchObject({ code: 'delivery.not_taken' })
    expect(inbox('ann')).toEqual([])
    failNext('lose_reply')
    await expect(sender.send(message)).rejects.toMatchObject({ code: 'delivery.not_taken' })
    expect(inbox('ann')).toEqual([message])
    expect(await sender.send(message)).toEqual({ reference: 'm_kkkkkkkkkkkk' })
    expect([received.length, inbox('ann').length]).toEqual([3, 1])
  })
})
