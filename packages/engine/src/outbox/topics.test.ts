import { fileURLToPath } from 'node:url'
import { memory } from '@farthing/adapters-memory'
import type { Instant, Json } from '@farthing/core'
import { listAll, type Storage } from '@farthing/ports'
import { expect, it } from 'vitest'
import { controlledLives } from '../test/controlled-lives.js'
import { apiAccount, calls, invoicedBilling } from '../test/invoiced-billing.js'
import { outboxTopics, type TopicEntry } from './topics.js'

const page = fileURLToPath(new URL('../../../../docs/reference/outbox-topics.md', import.meta.url))

/** The lives of some invoices, so that every topic about documents, usage and payments is told. */
async function lives(storage: Storage): Promise<void> {
  const at = (now: Instant) => invoicedBilling({ storage, now, invoicing: { paymentTerms: { due: 'net', days: 14 } } })
  const billing = at('2026-11-02T00:00:00Z')
  const october = (account: string) => ({ key: `${account}/2026-10`, account, period: '2026-10' })
  const pay = (account: string, payment: string, amount: `${number}`) => billing.payments.receive({ key: payment, account, provider: 'bank', payment, amount: { amount, currency: 'EUR' } })
  const issued: { [account: string]: string } = {}
  for (const account of ['paid', 'cancelled', 'lost', 'void', 'corrected']) {
    await apiAccount(billing, account)
    await calls(billing, 100, { subject: account })
    issued[account] = (await billing.invoices.issue(october(account))).id
  }
  await pay('paid', 'p1', '10')
  await at('2026-11-17T00:00:00Z').invoices.transition({ key: 'o', invoice: issued['paid'] ?? '', cause: 'fall_due' })
  await pay('paid', 'p2', '20')
  await billing.corrections.cancel({ key: 'c', invoice: issued['cancelled'] ?? '', reason: 'not ordered' })
  await billing.ledger.writeOff({ key: 'w', document: issued['lost'] ?? '', reason: 'insolvency' })
  await billing.invoices.transition({ key: 'v', invoice: issued['void'] ?? '', cause: 'void', reason: 'by mistake' })
  await calls(billing, 10, { subject: 'corrected', time: '2026-10-20T00:00:00Z' })
  await billing.corrections.takeLate()
}

async function messagesOf(storage: Storage): Promise<readonly TopicEntry[]> {
  const billing = invoicedBilling({ storage })
  const heads = await listAll((request) => billing.outbox.heads(request))
  return (await Promise.all(heads.map(({ account }) => billing.outbox.read(account, { limit: 1_000 })))).flat()
}

/** Names of what a message has, and of what is inside it: `move {cause, settled}`. A name with `?` is not in every message. */
function fieldsOf(bodies: readonly Json[]): string {
  const objects = bodies.flatMap((body) => (typeof body === 'object' && body !== null && !Array.isArray(body) ? [Object.entries(body as object) as readonly (readonly [string, Json])[]] : []))
  const names = [...new Set(objects.flatMap((entries) => entries.map(([name]) => name)))]
  return names
    .map((name) => {
      const values = objects.flatMap((entries) => entries.filter(([each]) => each === name).map(([, value]) => value))
      const inside = fieldsOf(values.flatMap((value) => (Array.isArray(value) ? (value as readonly Json[]) : [value])))
      return `${name}${values.length < objects.length ? '?' : ''}${inside === '' ? '' : ` {${inside}}`}`
    })
    .join(', ')
}

const introduction = `# Topics of the outbox

What others are told, each message in the transaction of its cause, in order for each account. Read with \`billing.outbox.read\`, or have them handed over with
\`billing.outbox.deliver\`, which repeats what was not taken: a message is known by its id. The type of each body is \`OutboxTopics['…']\`. Written by a test from
messages that were told; a field with \`?\` is not in every one.

| topic | told when | body |
|---|---|---|
`

it('every topic is told, and the page says what each has', async () => {
  const [storage, controlled] = [memory(), memory()]
  await lives(storage)
  await controlledLives(controlled)
  const messages = [...(await messagesOf(storage)), ...(await messagesOf(controlled))]
  const rows = Object.entries(outboxTopics).map(([topic, when]) => {
    const fields = fieldsOf(messages.filter((message) => message.topic === topic).map(({ payload }) => payload as object as Json))
    expect(fields, `${topic} is told`).not.toBe('')
    return `| \`${topic}\` | ${when} | \`${fields}\` |\n`
  })
  await expect(`${introduction}${rows.join('')}`).toMatchFileSnapshot(page)
})

it('messages of an account are told in the order of what happened, whoever tells them', async () => {
  const storage = memory()
  await lives(storage)
  const told = async (account: string) => (await invoicedBilling({ storage }).outbox.read(account)).map(({ sequence, topic }) => `${sequence} ${topic}`)
  expect(await told('paid')).toEqual([
    '1 window.sealed', '2 invoice.created', '3 invoice.issued', '4 payment.settled', '5 invoice.partially_paid', '6 invoice.overdue', '7 payment.settled', '8 invoice.paid',
  ])
  expect((await told('corrected')).slice(3, 4)).toEqual(['4 usage.late'])
  expect((await told('corrected')).at(-1)).toMatch(/supplementary_invoice\.issued$/)
})
