import { describe, expect, it } from 'vitest'
import { acmeBilling, failureIn, october, tokens } from '../test/sample-billing.js'

const causes = [{ kind: 'subscription_fact', reference: 'acme', text: 'looked at again' }] as const

describe('a rewind', () => {
  it.each([1, 191, 192, 256])('with a key of %i characters corrects each invoice once', async (length) => {
    const billing = await acmeBilling({ now: '2026-12-02T00:00:00Z' })
    await billing.events.ingest([tokens('r1', '1400000')])
    await billing.invoices.issue({ key: 'october', ...october })
    await billing.invoices.issue({ key: 'november', account: 'acme', period: '2026-11' })
    const input = { key: 'k'.repeat(length), from: '2026-10-01T00:00:00Z', causes }
    const records = await billing.corrections.rewind(input)
    expect(new Set(records.map(({ invoice }) => invoice)).size).toBe(2)
    expect(await billing.corrections.rewind(input)).toEqual(records)
    expect(await failureIn(() => billing.corrections.rewind({ ...input, from: '2026-11-15T00:00:00Z' }))).toMatchObject({ code: 'command.conflict', field: 'key' })
  })

  it('from no time records nothing', async () => {
    const billing = await acmeBilling()
    expect(await failureIn(() => billing.corrections.rewind({ key: 'k', from: 'soon', causes }))).toMatchObject({ code: 'time.malformed', field: 'from' })
    expect(await billing.audit.get({ operation: 'corrections.rewind', key: 'k' })).toBeUndefined()
  })
})
