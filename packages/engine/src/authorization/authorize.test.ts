import { memory } from '@farthing/adapters-memory'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { operationRow, operationTable } from '../operations/operation-table.js'
import { acmeBilling, catalog, failureIn, october, tokens, wrapped } from '../test/sample-billing.js'
import type { Authorize, AuthorizationRequest } from './authorize.js'

const clock = fixedClock('2026-11-02T00:00:00Z')

async function issuedStorage() {
  const storage = memory()
  const open = await acmeBilling({ storage })
  await open.events.ingest([tokens('r1', '1400000')])
  const invoice = await open.invoices.issue({ key: 'acme/2026-10', ...october })
  return { storage, invoice }
}

/** Every operation, called with nothing that it could use. */
async function callAll(billing: object): Promise<readonly { readonly operation: string; readonly outcome: unknown }[]> {
  const outcomes: { readonly operation: string; readonly outcome: unknown }[] = []
  for (const [area, part] of Object.entries(billing) as readonly (readonly [string, object])[]) {
    const operations = typeof part === 'function' ? [['', part] as const] : (Object.entries(part) as readonly (readonly [string, unknown])[])
    for (const [name, operation] of operations) {
      if (typeof operation !== 'function') continue
      const { isStream = false } = name === '' ? operationRow('', area) : operationRow(area, name)
      const read = async (): Promise<unknown> => {
        const answer: unknown = Reflect.apply(operation, part, [{}])
        return isStream ? (answer as AsyncGenerator).next() : answer
      }
      outcomes.push({ operation: name === '' ? area : `${area}.${name}`, outcome: await failureIn(read) })
    }
  }
  return outcomes
}

const commandsIn = (table: typeof operationTable) => Object.entries(table).flatMap(([area, rows]) => Object.entries(rows).flatMap(([name, { kind }]) => (kind === 'command' ? [`${area}.${name}`] : [])))

describe('authorize', () => {
  it('is asked before every operation, and what it refuses touches no storage but the audit', async () => {
    const asked: string[] = []
    const storage = wrapped(memory(), () => {
      throw new Error('the storage was touched')
    })
    const refusals = memory()
    const billing = createBilling({ catalog, storage, clock, refusals, authorize: ({ operation }) => (asked.push(operation), false) })
    const outcomes = await callAll(billing)
    expect(asked).toEqual(outcomes.map(({ operation }) => operation))
    for (const { operation, outcome } of outcomes) expect(outcome, operation).toMatchObject({ code: 'authorization.refused', field: 'operation', facts: { operation, actor: 'system' } })
    expect(outcomes.length).toBeGreaterThan(150)
    const kept = (await createBilling({ catalog, storage: refusals, clock }).audit.refusals({}, { limit: 1_000 })).items
    expect(new Set(kept.map(({ operation }) => operation))).toEqual(new Set(commandsIn(operationTable)))
    expect(kept.every(({ code }) => code === 'authorization.refused')).toBe(true)
  })

  it('learns who asks, what for and what is named', async () => {
    const requests: AuthorizationRequest[] = []
    const { storage, invoice } = await issuedStorage()
    const authorize: Authorize = (request) => (requests.push(request), true)
    const billing = createBilling({ catalog, storage, clock, authorize, actor: 'ada', correlation: 'request-7' })
    await billing.accounts.put({ key: 'k', account: { id: 'beta', kind: 'customer', currency: 'EUR', zone: 'UTC' } })
    await billing.invoices.get(invoice.id)
    await billing.invoices.list({ account: 'acme' })
    await billing.invoices.list()
    for await (const line of billing.invoices.csv(invoice.id)) expect(line).toBeTypeOf('string')
    await billing.audit.list({ actor: 'bob' })
    expect(requests.map(({ operation, kind, actor, correlation, resource }) => [operation, kind, actor, correlation, resource])).toEqual([
      ['accounts.put', 'command', 'ada', 'request-7', { account: 'beta' }],
      ['invoices.get', 'query', 'ada', 'request-7', { invoice: invoice.id }],
      ['invoices.list', 'query', 'ada', 'request-7', { account: 'acme' }],
      ['invoices.list', 'query', 'ada', 'request-7', {}],
      ['invoices.csv', 'query', 'ada', 'request-7', { invoice: invoice.id }],
      ['audit.list', 'query', 'ada', 'request-7', {}],
    ])
    expect((await billing.audit.get({ operation: 'accounts.put', key: 'k' }))).toMatchObject({ actor: 'ada', correlation: 'request-7' })
  })

  it('says the same of what is there and of what is not', async () => {
    const { storage, invoice } = await issuedStorage()
    const billing = createBilling({ catalog, storage, clock, actor: 'mallory', authorize: ({ resource }) => resource['account'] === 'own' })
    const failures = [
      [() => billing.accounts.get('acme'), () => billing.accounts.get('nobody')],
      [() => billing.invoices.get(invoice.id), () => billing.invoices.get('0'.repeat(64))],
      [() => billing.subscriptions.start({ key: 'a', account: 'acme', plan: 'pro', from: '2026-11-01' }), () => billing.subscriptions.start({ key: 'a', account: 'nobody', plan: 'pro', from: '2026-11-01' })],
    ] as const
    for (const [there, absent] of failures) expect(await failureIn(there)).toEqual(await failureIn(absent))
    expect(await billing.accounts.get('own')).toBeUndefined()
  })

  it.each<readonly [what: string, answer: unknown]>([
    ['false', false], ['nothing', undefined], ['null', null], ['a text', 'yes'], ['1', 1], ['an empty object', {}], ['a refusal', { allowed: false }], ['allowed as text', { allowed: 'true' }],
  ])('takes %s for no', async (_, answer) => {
    const authorize: Authorize = () => Promise.resolve(answer as boolean)
    expect(await failureIn(() => createBilling({ catalog, storage: memory(), clock, authorize }).accounts.list())).toMatchObject({ code: 'authorization.refused' })
  })

  it('allows by true or by an object that says so, and says why not', async () => {
    const answering = (answer: Awaited<ReturnType<Authorize>>) => createBilling({ catalog, storage: memory(), clock, authorize: () => Promise.resolve(answer) })
    expect(await answering(true).accounts.list()).toEqual({ items: [] })
    expect(await answering({ allowed: true }).accounts.list()).toEqual({ items: [] })
    expect((await failureIn(() => answering({ allowed: false, because: 'the month is closed' }).accounts.list()))?.message).toContain('the month is closed')
  })

  it('refuses when it fails, now or later, and keeps the cause', async () => {
    const cause = new Error('no connection')
    for (const authorize of [() => Promise.reject(cause), () => { throw cause }]) {
      const billing = createBilling({ catalog, storage: memory(), clock, authorize })
      const failure = await billing.accounts.list().catch((error: unknown) => error)
      expect(failure).toMatchObject({ code: 'authorization.unavailable', cause })
      expect(JSON.stringify(failure)).not.toContain('no connection')
    }
  })

  it('lets nobody act for somebody else', async () => {
    const billing = createBilling({ catalog, storage: memory(), clock, actor: 'ada' })
    const account = { id: 'beta', kind: 'customer', currency: 'EUR', zone: 'UTC' } as const
    expect(await failureIn(() => billing.accounts.put({ key: 'k', account, actor: 'bob' }))).toMatchObject({ code: 'authorization.actor_differs', field: 'actor' })
    expect(await failureIn(() => billing.accounts.put({ key: 'k', account, actor: 'ada' }))).toBeUndefined()
  })

  it('stands in records as who decided, also where a command says nothing', async () => {
    const { storage, invoice } = await issuedStorage()
    const billing = createBilling({ catalog, storage, clock, actor: 'ada', correlation: 'request-7' })
    const status = await billing.invoices.transition({ key: 'void', invoice: invoice.id, cause: 'void', reason: 'of a test account' })
    expect(status).toMatchObject({ actor: 'ada' })
    const own = await billing.adjustments.record({ key: 'd', account: 'acme', kind: 'credit', amount: { amount: '1', currency: 'EUR' }, reason: 'sorry', correlation: 'own' } as never).catch(() => undefined)
    if (own !== undefined) expect(await billing.audit.get({ operation: 'adjustments.record', key: 'd' })).toMatchObject({ actor: 'ada', correlation: 'own' })
  })

  it('asks about a stream once, when it is read', async () => {
    const asked: string[] = []
    const { storage, invoice } = await issuedStorage()
    const billing = createBilling({ catalog, storage, clock, authorize: ({ operation }) => (asked.push(operation), operation === 'invoices.csv') })
    const unread = billing.invoices.csv(invoice.id)
    expect(asked).toEqual([])
    const lines: string[] = []
    for await (const line of unread) lines.push(line)
    expect(lines.length).toBeGreaterThan(1)
    expect(asked).toEqual(['invoices.csv'])
    expect(await failureIn(() => billing.ledger.export({ format: 'csv' })[Symbol.asyncIterator]().next())).toMatchObject({ code: 'authorization.refused' })
  })
})
