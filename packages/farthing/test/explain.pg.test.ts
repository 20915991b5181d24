import { fingerprintEvent, identityOf, parseUsageEvent } from '@farthing/core'
import { recountedCorrection, recountUsage, verifyCorrections } from '@farthing/ledger'
import { describe, expect, it } from 'vitest'
import { useTestDatabase } from '../../adapters-pg/test-server/use-test-database.js'
import { createBilling, defineCatalog, fixedClock, plan, sum, verifyBundle, verifyInclusion, volume } from '../src/index.js'
import { postgres } from '../src/postgres.js'

const database = useTestDatabase()
const catalog = defineCatalog({
  meters: { calls: sum({ event: 'calls', value: 'count' }) },
  plans: { api: plan({ currency: 'EUR', every: 'month' }, { calls: volume('calls', [{ upTo: '1000', unit: '10' }, { unit: '9' }]) }) },
})
const billing = () => createBilling({ catalog, storage: postgres(database.app()), clock: fixedClock('2026-11-02T00:00:00Z') })
const used = (id: string, quantity: number) => ({ id, source: 'api', type: 'calls', subject: 'acme', time: '2026-10-14T09:00:00Z', data: { count: String(quantity) } })
const first = Array.from({ length: 10 }, (_, index) => used(`r${index}`, 100))
const october = { account: 'acme', period: '2026-10' } as const
const parsed = (event: ReturnType<typeof used>) => parseUsageEvent(event, { receivedAt: '2026-11-02T00:00:00Z' })

describe('explaining on PostgreSQL', () => {
  it('follows events into the invoice and its correction, and every document verifies', async () => {
    const { subscriptions, events, invoices, corrections } = billing()
    await subscriptions.start({ key: 's', account: 'acme', plan: 'api', from: '2026-10-01', zone: 'UTC' })
    await events.ingest(first)
    const invoice = await invoices.issue({ key: 'i', ...october })
    const line = invoice.lines[0]?.id ?? ''
    await events.ingest([used('late', 1)])
    const fateOf = async (id: string) => (await events.whyNot({ source: 'api', id })).fates[0]
    expect(await fateOf('late')).toMatchObject({ outcome: 'excluded', reason: 'late' })
    await corrections.takeLate()
    expect(await fateOf('late')).toMatchObject({ outcome: 'billed', correction: { revision: 1, number: 'CN-000001' }, lines: [{ amount: '9009' }] })
    expect(await events.conservation(october)).toMatchObject([{ events: 11, billed: 11, invoiced: 11, replaced: 0, excluded: { late: 0 } }])

    const ids: string[] = []
    for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
      const page = await invoices.explain({ invoice: invoice.id, line, revision: 1, page: { limit: 4, ...(cursor === undefined ? {} : { cursor }) } })
      ids.push(...(page.events?.items ?? []).map(({ id }) => id))
      cursor = page.events?.next
    }
    expect(ids.sort()).toEqual(['late', ...first.map(({ id }) => id)])

    const bundle = (await corrections.bundle(invoice.id)) ?? expect.fail('the invoice has a bundle')
    expect(verifyBundle(bundle.invoice)).toEqual({ verdict: 'verified' })
    expect(verifyCorrections(bundle)).toEqual({ verdict: 'verified' })
    expect(recountUsage(bundle.invoice, first.map(parsed))).toBeUndefined()
    expect(recountUsage(recountedCorrection(bundle) ?? expect.fail('it was rated again'), [...first, used('late', 1)].map(parsed))).toBeUndefined()
    const own = parsed(used('r3', 100))
    const [proof] = await invoices.prove({ invoice: invoice.id, source: 'api', id: 'r3' })
    expect(proof?.event).toMatchObject({ kind: 'included', event: { identity: identityOf(own), fingerprint: fingerprintEvent(own) } })
    expect(proof && verifyInclusion(bundle.invoice.evidence, own, proof)).toEqual({ verdict: 'included', lines: [line] })
  })
})
