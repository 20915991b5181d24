import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, test } from 'vitest'
import { farthing } from './run-in-process.js'

const directory = mkdtempSync(join(tmpdir(), 'farthing-plan-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const file = (name: string, content: unknown): string => {
  const path = join(directory, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const month = { currency: 'EUR', every: { unit: 'month', count: 1 } }
const book = file('book.json', {
  meters: { payments: { event: 'payment', aggregation: 'sum', value: 'amount' }, calls: { event: 'api.call', aggregation: 'count' } },
  plans: {
    shop: { ...month, components: { payments: { meter: 'payments', price: { model: 'percentage', rate: '2', fixed: '0.30' } } } },
    api: { ...month, type: 'usage', components: { calls: { meter: 'calls', price: { model: 'per_unit', unit: '0.01' } } } },
  },
  subscriptions: [
    { key: 'shop', account: 'acme', plan: 'shop', from: '2026-10-01', zone: 'Europe/Berlin' },
    { key: 'api', account: 'globex', plan: 'api', from: '2026-10-01', to: '2026-12-01', zone: 'UTC' },
  ],
})
const grants = { id: 'grants', use: 'quantity-grants@1', rules: [{ id: 'all', config: {} }] }
const everything = file('facts.json', [{ pack: 'ratedEvents', versions: [1] }, { pack: 'balances', versions: [1], records: 3 }])

const plan = (...args: readonly string[]) => farthing('plan-inputs', '--book', book, '--period', '2026-10', ...args)
const planned = async (...args: readonly string[]) => {
  const { code, stdout } = await plan('--json', ...args)
  return { code, ...(JSON.parse(stdout) as Record<'packs' | 'missing' | 'conflicts', { pack: string; [key: string]: unknown }[]>) }
}

describe('plan-inputs', () => {
  it('says what rating the period reads', async () => {
    expect(await planned()).toEqual({
      code: 0, missing: [], conflicts: [],
      packs: [{ pack: 'ratedEvents', version: 1, fields: ['dimensions', 'id', 'meter', 'occurredAt', 'quantity', 'source'], filters: ['meter'], required: true, stages: ['price:percentage'] }],
    })
    expect((await plan()).stdout).toContain('ratedEvents')
  })

  it('is about one account when asked to, and reads nothing beside usage where prices go by it', async () => {
    expect(await plan('--account', 'globex')).toMatchObject({ code: 0, stdout: 'Nothing is read beside usage.\n' })
  })

  it('takes a company and two days, as every billing period that shares time with them', async () => {
    const between = (period: string) => farthing('plan-inputs', '--book', book, '--company', 'acme', '--period', period, '--json')
    expect((await between('2026-10-01:2026-11-01')).stdout).toBe((await plan('--account', 'acme', '--json')).stdout)
    const lines = ['2026-09-30T22:00:00Z', '2026-10-31T23:00:00Z', '2026-11-30T23:00:00Z'].map((time) => JSON.stringify({ id: time, source: 's', type: 'payment', subject: 'acme', time, data: { amount: '1' } }))
    const events = file('bounds.ndjson', lines.join('\n'))
    const records = async (period: string) => JSON.parse((await farthing('plan-inputs', '--book', book, '--company', 'acme', '--period', period, '--events', events, '--json')).stdout).packs[0].records
    expect([await records('2026-10-01:2026-11-01'), await records('2026-10-01:2026-11-02'), await records('2026-09-30T22:00:00Z:2026-10-01T00:00:00Z')]).toEqual([1, 2, 1])
    expect(await farthing('plan-inputs', '--book', book, '--account', 'acme', '--company', 'acme', '--period', '2026-10')).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot be used with') })
  })

  it('estimates how many events there are, unless it only validates', async () => {
    const line = (id: string, type: string, time: string) => JSON.stringify({ id, source: 's', type, subject: 'acme', time, data: { amount: '1' } })
    const lines = [line('1', 'payment', '2026-10-05T00:00:00Z'), line('2', 'payment', '2026-11-05T00:00:00Z'), line('3', 'other', '2026-10-05T00:00:00Z'), 'no event']
    const events = file('events.ndjson', lines.join('\n'))
    expect((await planned('--events', events, '--account', 'acme')).packs[0]).toMatchObject({ records: 1 })
    expect((await planned('--events', events, '--account', 'acme', '--validate-only')).packs[0]).not.toHaveProperty('records')
  })

  it('ends with 2 where something required is missing', async () => {
    const pipeline = file('grants.json', { stages: [grants] })
    expect(await planned('--pipeline', pipeline)).toMatchObject({ code: 2, missing: [{ pack: 'balances', stages: ['grants'] }] })
    expect(await plan('--pipeline', pipeline)).toMatchObject({ code: 2, stdout: expect.stringContaining('Missing: balances, which grants') })
    expect(await planned('--pipeline', pipeline, '--facts', everything)).toMatchObject({ code: 0, missing: [] })
  })

  it('ends with 3 where versions conflict', async () => {
    const newer = file('newer.json', [{ pack: 'ratedEvents', versions: [2] }])
    expect(await planned('--facts', newer)).toMatchObject({ code: 3, conflicts: [{ pack: 'ratedEvents', available: [2], stages: [{ stage: 'price:percentage', versions: [1] }] }] })
    expect((await plan('--facts', newer)).stdout).toContain('Conflict: ratedEvents can be had in version 2')
  })

  it('resolves bindings for each plan', async () => {
    const bound = (planType: string) => file(`${planType}.json`, { bindings: [{ id: 'b', scope: { planType }, stages: [{ id: 'g', use: 'quantity-grants@1', policy: 'all' }] }], policies: [{ name: 'all', use: 'quantity-grants@1', rules: grants.rules }] })
    expect((await planned('--facts', everything, '--pipeline', bound('usage'))).packs.map(({ pack }) => pack)).toEqual(['ratedEvents', 'balances'])
    expect((await planned('--facts', everything, '--pipeline', bound('other'))).packs.map(({ pack }) => pack)).toEqual(['ratedEvents'])
  })

  test.each<[string, () => readonly string[], string]>([
    ['bounds before any subscription', () => ['--period', '2019-01-01:2020-01-01'], 'period.not_found'],
    ['bounds that end where they start', () => ['--period', '2026-10-01:2026-10-01'], 'period.ends_before_start'],
    ['bounds that are no days', () => ['--period', '2026-10-01:2026-11-31'], 'time.'],
    ['a period that nobody has', () => ['--period', '2020-01'], 'period.not_found'],
    ['a period in which the only subscription has ended', () => ['--period', '2026-12', '--account', 'globex'], 'period.not_found'],
    ['an unknown stage', () => ['--pipeline', file('bad.json', { stages: [{ ...grants, use: 'grant@1' }] })], 'program.stage_unknown'],
    ['a pack that does not exist', () => ['--facts', file('bad-facts.json', [{ pack: 'weather', versions: [1] }])], 'catalog.malformed'],
    ['versions that are none', () => ['--facts', file('bad-versions.json', [{ pack: 'usage', versions: ['1'] }])], 'catalog.malformed'],
    ['a file that is no list', () => ['--facts', file('no-list.json', {})], 'catalog.malformed'],
  ])('refuses %s', async (_, args, code) => {
    expect(await plan(...args())).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(`[${code}`) })
  })
})
