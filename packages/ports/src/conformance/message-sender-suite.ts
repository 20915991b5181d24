import { hashContent } from '@farthing/core'
import type { MessageSender, OutgoingMessage } from '../message-sender.js'
import { expectSame, outcomeOf } from './expectations.js'
import { subjectCases } from './subject-case.js'
import type { Suite, SuiteCase } from './suite.js'

/** A sender, and what reached people by it. */
export interface MessageSenderUnderTest {
  readonly sender: MessageSender
  /** Messages that were delivered to a recipient, in any order. */
  delivered(recipient: string): Promise<readonly Pick<OutgoingMessage, 'template' | 'data'>[]>
  /** Has the next message not taken, as when the service behind it is away. */
  failNext(): Promise<void>
  /** Releases what was taken for it. */
  destroy?(): Promise<void>
}

/** What an adapter gives, so that the suite can try its sender out. It delivers to `ann@acme.example` and `bob@acme.example`, and knows the templates `reminder` and `final`. */
export interface MessageSenderFactory {
  create(): Promise<MessageSenderUnderTest>
}

const senderCase = /* @__PURE__ */ subjectCases<MessageSenderFactory, MessageSenderUnderTest>()
const [ann, bob] = ['ann@acme.example', 'bob@acme.example']

/** A message to Ann about an invoice; its id follows from its number and recipient. */
function sampleMessage(number: string, about: Partial<OutgoingMessage> = {}): OutgoingMessage {
  const { recipient = ann } = about
  const data = { number, dueDate: '2026-12-02', daysOverdue: 7, open: { amount: '50', currency: 'EUR' }, note: 'Zürich, 東京, 🧾' }
  return { id: hashContent('sample-message/1', [number, recipient]), tenant: 'tenant', account: 'acme', recipient, template: 'reminder', data, ...about }
}

const shown = ({ template, data }: OutgoingMessage) => ({ template, data })

const cases: readonly SuiteCase<MessageSenderFactory>[] = [
  senderCase('a message that is taken reaches its recipient as it is, and nobody else', async ({ sender, delivered }) => {
    const message = sampleMessage('INV-1')
    await sender.send(message)
    expectSame([await delivered(ann), await delivered(bob)], [[shown(message)], []], 'what was delivered')
  }),

  senderCase('the same message again, also at the same time, is delivered once, under the same reference', async ({ sender, delivered }) => {
    const message = sampleMessage('INV-1')
    const receipts = [...(await Promise.all([0, 1, 2].map(() => sender.send(message)))), await sender.send(message)]
    expectSame(new Set(receipts.map(({ reference }) => reference)).size, 1, 'references')
    expectSame((await delivered(ann)).length, 1, 'messages')
  }),

  senderCase('messages are told apart by their ids alone', async ({ sender, delivered }) => {
    const messages = [sampleMessage('INV-1'), sampleMessage('INV-2'), sampleMessage('INV-2', { id: hashContent('sample-message/1', ['again']) })]
    for (const message of [...messages, sampleMessage('INV-1', { recipient: bob, template: 'final' })]) await sender.send(message)
    expectSame([(await delivered(ann)).length, (await delivered(bob)).map(({ template }) => template)], [3, ['final']], 'what was delivered')
  }),

  senderCase('one that is not taken rejects, is not delivered, and is taken when it comes again', async ({ sender, delivered, failNext }) => {
    await failNext()
    const outcome = await outcomeOf(() => sender.send(sampleMessage('INV-1')))
    expectSame([outcome.kind, (await delivered(ann)).length], ['rejected', 0], 'the first attempt')
    await sender.send(sampleMessage('INV-1'))
    expectSame((await delivered(ann)).length, 1, 'messages')
  }),

  senderCase('its name is a text of 1 to 256 characters', async ({ sender }) => {
    expectSame(sender.name.length >= 1 && sender.name.length <= 256, true, 'the length of the name')
    await Promise.resolve()
  }),
]

/** The contract of `MessageSender`. A sender that cannot know repeats of a message says so by failing the case of repeats: a recipient may then be told twice after a crash. */
export const messageSenderSuite: Suite<MessageSenderFactory> = { name: 'message sender', cases }
