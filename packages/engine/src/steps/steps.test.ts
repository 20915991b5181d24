import { memory } from '@farthing/adapters-memory'
import type { Storage } from '@farthing/ports'
import { describe, expect, expectTypeOf, it } from 'vitest'
import type { IngestResult } from '../events/ingest-result.js'
import { callsOf, runBilling, subscribe } from '../test/run-billing.js'
import { call, failureIn } from '../test/sample-billing.js'
import type { DoStep } from './step-operations.js'

async function acme() {
  const storage = memory()
  const billing = runBilling({ storage })
  await subscribe(billing, 'acme')
  return { storage, billing }
}

const ingest = (...ids: string[]): DoStep<'events.ingest'> => ({ key: 'batch 7', step: 'events.ingest', args: [ids.map((id) => call(id))] })

describe('steps.once', () => {
  it('gives what a step answered the first time', async () => {
    const { billing } = await acme()
    const first = await billing.steps.once(ingest('a', 'b'))
    expectTypeOf(first).toEqualTypeOf<IngestResult>()
    expect(first.counts).toMatchObject({ received: 2, accepted: 2 })
    expect(await billing.steps.once(ingest('a', 'b'))).toEqual(first)
    expect((await billing.events.census()).received).toBe(2)
    expect((await billing.steps.once({ ...ingest('a', 'b'), key: 'batch 8' })).counts).toMatchObject({ duplicate: 2 })
  })

  it('keeps who asked, and gives it to every command that the step gives', async () => {
    const { billing } = await acme()
    await billing.invoices.issue({ key: 'k', account: 'acme', period: '2026-10' })
    await callsOf(billing, 'acme', 1)
    await billing.steps.once({ key: 'night', step: 'corrections.takeLate', args: [{ account: 'acme' }], actor: 'ann', correlation: 'ticket 7', reason: 'the gateway was down' })
    const { items } = await billing.audit.list({ correlation: 'ticket 7' })
    expect(items.map(({ operation, actor, reason }) => [operation, actor, reason])).toContainEqual(['steps.once', 'ann', 'the gateway was down'])
    expect((await billing.audit.list({ actor: 'ann' })).items.map(({ operation }) => operation)).toContain('corrections.correct')
  })

  it.each([
    ['another step', { step: 'windows.sealDue', args: [] }],
    ['other arguments', ingest('a', 'c')],
    ['another reason', { ...ingest('a'), reason: 'because' }],
  ] as const)('refuses the key for %s', async (_, other) => {
    const { billing } = await acme()
    await billing.steps.once(ingest('a'))
    expect(await failureIn(() => billing.steps.once({ ...other, key: 'batch 7' } as DoStep))).toMatchObject({ code: 'command.conflict' })
  })

  it.each([
    ['a command', { step: 'accounts.put', args: [] }, 'command.invalid', 'step'],
    ['a query', { step: 'events.census' }, 'command.invalid', 'step'],
    ['a stream', { step: 'runs.follow', args: ['x'] }, 'command.invalid', 'step'],
    ['itself', { step: 'steps.once' }, 'command.invalid', 'step'],
    ['what is no operation', { step: 'windows.sealDue.now' }, 'command.invalid', 'step'],
    ['a function', { step: 'outbox.deliver', args: [{ consumer: 'crm', receive: async () => undefined }] }, 'json.unsupported', 'args[0].receive'],
    ['no key', { key: '', step: 'windows.sealDue' }, 'text.empty', 'key'],
  ] as const)('refuses %s', async (_, input, code, field) => {
    const { billing } = await acme()
    expect(await failureIn(() => billing.steps.once({ key: 'k', ...input } as unknown as DoStep))).toMatchObject({ code, field })
  })

  it('has the step allowed as if it was called by itself', async () => {
    const asked: string[] = []
    const billing = runBilling({ authorize: ({ operation, actor }) => (asked.push(`${operation} ${actor}`), operation !== 'windows.sealDue') })
    expect(await failureIn(() => billing.steps.once({ key: 'k', step: 'windows.sealDue', actor: 'eve' }))).toMatchObject({ code: 'authorization.refused', facts: { operation: 'windows.sealDue', actor: 'eve' } })
    expect(asked).toEqual(['steps.once eve', 'windows.sealDue eve'])
  })

  it('does what is left after a death, and keeps that', async () => {
    const { storage, billing } = await acme()
    const dying: Storage = { transaction: (tenant, work) => storage.transaction(tenant, (stores) => work({ ...stores, commands: { ...stores.commands, put: () => Promise.reject(new Error('the process ends here')) } })) }
    await expect(runBilling({ storage: dying }).steps.once(ingest('a'))).rejects.toThrow('the process ends here')
    const answer = await billing.steps.once(ingest('a'))
    expect(answer.counts).toMatchObject({ received: 1, duplicate: 1 })
    expect(await billing.steps.once(ingest('a'))).toEqual(answer)
    expect(await billing.events.count()).toMatchObject({ events: 1 })
  })

  it('is done by two at a time to one answer', async () => {
    const { storage } = await acme()
    const answers = await Promise.all([runBilling({ storage }), runBilling({ storage })].map((billing) => billing.steps.once(ingest('a'))))
    expect(answers[0]).toEqual(answers[1])
  })
})
