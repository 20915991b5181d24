import type { PricePage } from './price-page.js'

const services = [{ name: 'Hosting', value: '60' }, { name: 'Support', value: '40' }] as const

/** Models of what is due once per period. */
export const feePages: readonly PricePage[] = [
  {
    model: 'flat',
    title: 'Flat fee',
    constructorCall: "flat('49.00')",
    meaning: 'Due once per billing period, whatever was used. A period in which the subscription runs only partly costs its exact share, unless the component says `proration: \'none\'`. A negative amount is a standing credit.',
    options: [{ name: 'amount', meaning: 'What a whole period costs.' }],
    sources: [
      'The share of a period is one of time, to the microsecond: 17 days of 31 cost 17/31 of the fee, and the shares of a period sum to it. OpenMeter and Stripe share by the second too; Lago and Kill Bill by whole days, which `measureInterval` and `prorate` do where a host asks.',
      '`billing: \'advance\'` bills it at the start of its period; usage is always in arrears.',
    ],
    example: { told: '17 days of the 31 of October', price: { model: 'flat', amount: '49' }, facts: { quantity: '17/31' } },
    curve: { across: 'share of the period that is billed', upTo: '1', lines: [{ label: '49 per period', price: { model: 'flat', amount: '49' } }] },
  },
  {
    model: 'fixed_fmv',
    title: 'Fixed price over services',
    constructorCall: "fixedFmv('80', [{ name: 'Hosting', value: '60' }, { name: 'Support', value: '40' }])",
    meaning: 'One fixed price for several services, allocated over them by their fair market values: what each would cost by itself. The bundle may cost less than its parts; each part then carries its share of the discount. Prorated like a flat fee.',
    options: [
      { name: 'amount', meaning: 'What a whole period costs.' },
      { name: 'services', meaning: '1 to 1,000, each with a `name` of its own and a `value` that is not below 0. Without any value they share alike.' },
    ],
    sources: ['Allocation by stand-alone selling price, as revenue recognition asks of bundles (IFRS 15.76, ASC 606-10-32-31). It is exact here; largest-remainder shares of the rounded line make it whole on the invoice.'],
    example: { told: 'Values of 60 and 40 in a bundle of 80', price: { model: 'fixed_fmv', amount: '80', services }, facts: { quantity: '1' } },
    curve: {
      across: 'share of the period that is billed',
      upTo: '1',
      lines: [
        { label: 'both services', price: { model: 'fixed_fmv', amount: '80', services } },
        { label: 'Hosting', price: { model: 'flat', amount: '48' } },
        { label: 'Support', price: { model: 'flat', amount: '32' } },
      ],
    },
  },
]
