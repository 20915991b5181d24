import { memory } from '@farthing/adapters-memory'
import { fail } from '@farthing/core'
import type { LogRecord } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { catalog, failureIn, sampleBilling, wrapped } from '../test/sample-billing.js'

const clock = fixedClock('2026-11-02T00:00:00Z')
const account = (id: string, about: object = {}) => ({ id, kind: 'customer', currency: 'EUR', zone: 'UTC', ...about }) as const
const digest = expect.stringMatching(/^[0-9a-f]{64}$/) as string

describe('billing.audit.refusals', () => {
  it('says who was refused what, when and by which rule, and nothing of what was given', async () => {
    const billing = sampleBilling()
    const given = { key: 'a', account: account('ann@example.org', { parent: 'nobody' }), actor: 'ada', correlation: 'request-1', reason: 'signed up' }
    const failure = await failureIn(() => billing.accounts.put(given))
    const { items } = await billing.audit.refusals()
    expect(items).toEqual([
      { id: digest, operation: 'accounts.put', key: 'a', actor: 'ada', correlation: 'request-1', reason: 'signed up', at: '2026-11-02T00:00:00.000000Z', outcome: 'refused', code: failure?.code, field: failure?.field, fingerprint: digest },
    ])
    expect(JSON.stringify(items)).not.toMatch(/nobody|ann@example/)
    expect((await billing.audit.list()).items).toEqual([])
  })

  it('leaves the key to what is done later, which has the same digest of its arguments', async () => {
    const billing = sampleBilling()
    const child = { key: 'a', account: account('a', { parent: 'p' }) }
    await failureIn(() => billing.accounts.put(child))
    await billing.accounts.put({ key: 'p', account: account('p') })
    await billing.accounts.put(child)
    const [refused] = (await billing.audit.refusals()).items
    expect(refused?.fingerprint).toBe((await billing.audit.get({ operation: 'accounts.put', key: 'a' }))?.fingerprint)
  })

  it('has each attempt, and one that is repeated in an instant once', async () => {
    const storage = memory()
    const attempt = (now: string) => failureIn(() => sampleBilling({ storage, now }).credits.void({ key: 'v', grant: 'x' }))
    for (const now of ['2026-11-02T00:00:00Z', '2026-11-02T00:00:00Z', '2026-11-02T00:00:01Z']) await attempt(now)
    const billing = sampleBilling({ storage })
    expect((await billing.audit.refusals({ operation: 'credits.void' })).items.map(({ at }) => at)).toEqual(['2026-11-02T00:00:00.000000Z', '2026-11-02T00:00:01.000000Z'])
    expect((await billing.audit.refusals({ from: '2026-11-02T00:00:01Z' })).items).toHaveLength(1)
    expect(await failureIn(async () => billing.audit.refusals({ to: 'later' }))).toMatchObject({ code: 'time.malformed', field: 'to' })
  })

  it.each<[what: string, input: unknown, kept: object]>([
    ['without a key', { account: account('a') }, { key: undefined, correlation: undefined, field: 'key', fingerprint: digest }],
    ['with a key that is none', { key: 7, account: account('a'), actor: '' }, { key: undefined, actor: 'system' }],
    ['with a key that is too long', { key: 'k'.repeat(257), account: account('a') }, { key: undefined, code: 'text.too_long' }],
    ['with what is no plain JSON', { key: 'k', account: () => 1 }, { key: 'k', fingerprint: undefined }],
    ['with what PostgreSQL has no letter for', { key: 'k\0', correlation: '\ud800', reason: '\0', account: account('a') }, { key: undefined, correlation: undefined, reason: undefined }],
  ])('of a command %s has what can be kept', async (_, input, kept) => {
    const billing = sampleBilling()
    await failureIn(() => billing.accounts.put(input as never))
    const { items } = await billing.audit.refusals()
    expect(items).toHaveLength(1)
    expect({ key: undefined, correlation: undefined, reason: undefined, fingerprint: undefined, ...items[0] }).toMatchObject(kept)
  })

  it('has neither queries nor steps, nor what failed for its storage or as a defect', async () => {
    const storage = memory()
    const failing = (error: () => never) => sampleBilling({ storage: wrapped(storage, (stores) => ({ ...stores, accounts: { ...stores.accounts, put: async () => error() } })) })
    const put = (error: () => never) => failing(error).accounts.put({ key: 'k', account: account('a') }).catch((failure: unknown) => failure)
    await put(() => fail('storage.unavailable', { field: 'server', because: 'does not answer' }))
    await put(() => { throw new Error('a defect') })
    const billing = sampleBilling({ storage })
    await failureIn(() => billing.restrictions.of('nobody'))
    await failureIn(() => billing.delinquency.advance({ account: 'nobody' }))
    expect((await billing.audit.refusals()).items).toEqual([])
  })

  it('that is lost changes nothing for the caller, and is told', async () => {
    const logs: LogRecord[] = []
    const refusals = wrapped(memory(), (stores) => ({ ...stores, commands: { ...stores.commands, refuse: () => fail('storage.unavailable', { field: 'server', because: 'does not answer' }) } }))
    const billing = createBilling({ catalog, storage: memory(), clock, refusals, observer: { log: (record) => logs.push(record) } })
    expect(await failureIn(() => billing.credits.void({ key: 'v', grant: 'x' }))).toMatchObject({ code: 'credit.unknown' })
    expect(logs).toContainEqual(expect.objectContaining({ eventName: 'farthing.refusal.lost', body: 'that credits.void was refused is not in the audit: storage.unavailable' }))
  })

  it('are kept elsewhere, or nowhere, where the host says so', async () => {
    const [storage, apart] = [memory(), memory()]
    const refuse = (refusals: Parameters<typeof createBilling>[0]['refusals']) => failureIn(() => createBilling({ catalog, storage, clock, ...(refusals === undefined ? {} : { refusals }) }).credits.void({ key: 'v', grant: 'x' }))
    await refuse('nowhere')
    await refuse(apart)
    expect([(await sampleBilling({ storage }).audit.refusals()).items.length, (await sampleBilling({ storage: apart }).audit.refusals()).items.length]).toEqual([0, 1])
  })
})
