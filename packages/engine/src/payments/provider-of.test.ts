import { memory, mockPayments } from '@farthing/adapters-memory'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { catalog, failureIn } from '../test/sample-billing.js'

const clock = fixedClock('2026-11-02T00:00:00Z')
const billingWith = (names: readonly string[]) => createBilling({ catalog, storage: memory(), clock, paymentProviders: names.map((name) => mockPayments({ clock, name }).provider) })

describe('payment providers', () => {
  it.each<readonly [string, readonly string[], string, string]>([
    ['two of one name', ['stripe', 'bank', 'stripe'], 'payment.invalid', 'paymentProviders[2].name'],
    ['a name with a slash', ['bank', 'stripe/eu'], 'payment.invalid', 'paymentProviders[1].name'],
    ['no name', [''], 'text.empty', 'paymentProviders[0].name'],
  ])('are refused with %s', async (_, names, code, field) => {
    expect(await failureIn(async () => billingWith(names))).toMatchObject({ code, field })
  })

  it('are told when one is asked for that is none', async () => {
    const start = { key: 's', account: 'acme', provider: 'paypal', returnUrl: 'https://host.example' }
    expect(await failureIn(() => billingWith(['stripe', 'bank']).payments.start(start))).toMatchObject({ code: 'payment.provider_unknown', facts: { known: ['stripe', 'bank'] } })
  })
})
