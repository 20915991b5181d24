import type { PricePage } from './price-page.js'

const payments = { model: 'percentage', rate: '2.9', fixed: '0.3', freeAmount: '100' } as const
const clamped = { model: 'percentage', rate: '2.9', fixed: '0.3', minimum: '1', maximum: '8' } as const
const tiers = [{ upTo: '1000', rate: '3', flat: '10' }, { upTo: '5000', rate: '2' }, { rate: '1', cap: '60' }] as const

/** Models that take a share of an amount. */
export const percentagePages: readonly PricePage[] = [
  {
    model: 'percentage',
    title: 'Share of transactions',
    constructorCall: "percentage('payments', '2.9', { fixed: '0.30', freeAmount: '100' })",
    meaning: 'A share of each transaction, and a fee for each. Reads the transactions of the period one by one, in the order in which they happened; the quantity is their sum. Negative transactions are refused: a refund is a correction.',
    options: [
      { name: 'rate', meaning: 'Per cent: `2.9` is 2.9 %.' },
      { name: 'fixed', default: '`0`', meaning: 'Due for each transaction that is not free.' },
      { name: 'freeTransactions', default: 'none', meaning: 'How many transactions at the start of the period are free.' },
      { name: 'freeAmount', default: 'none', meaning: 'How much at the start of the period is free. A transaction that reaches it, also exactly, is not free and pays the fee.' },
      { name: 'minimum', default: 'none', meaning: 'The least that a transaction costs unless it is free.' },
      { name: 'maximum', default: 'none', meaning: 'The most that a transaction costs.' },
    ],
    sources: [
      'Two allowances without a minimum or maximum are an intersection: a transaction is free while both allow it. With either, each transaction looks at what is left, and the one that uses up the amount ends both. So does Lago, where both kinds of allowance come from.',
      'Up to 1,000,000 transactions a period.',
    ],
    example: { told: 'Payments of 60, 90 and 200, the first 100 free,', price: payments, facts: { quantity: '350', transactions: ['60', '90', '200'] } },
    curve: {
      across: 'amount of one transaction',
      upTo: '400',
      breaks: ['100'],
      factsAt: (amount) => ({ quantity: amount, transactions: [amount] }),
      lines: [
        { label: '2.9 % and 0.30', price: { model: 'percentage', rate: '2.9', fixed: '0.3' } },
        { label: 'between 1 and 8', price: clamped },
        { label: 'the first 100 free', price: payments },
      ],
    },
  },
  {
    model: 'graduated_percentage',
    title: 'Graduated share of an amount',
    constructorCall: "graduatedPercentage('revenue', [{ upTo: '10000', rate: '3' }, { rate: '2' }])",
    meaning: 'Each tier takes its share of what falls into it: graduated tiers of money instead of units. The quantity is the sum of the amounts. Negative ones are refused.',
    options: [
      { name: 'tiers', meaning: 'Each with `upTo` (included; absent in the last one, and only there), `rate` in per cent, and, where wanted, `flat` (due once the tier is entered) and `cap` (the most that the tier costs, its fee included).' },
      { name: 'zeroQuantity', default: '`nothing`', meaning: 'Whether the fee of the first tier is due at zero usage: `first_tier_flat`, or `nothing`.' },
    ],
    sources: ['Lago\'s graduated percentage: the fee of a tier is due once, when the cumulative amount enters it.', 'Tiers follow the rules of [graduated tiers](graduated.md).'],
    example: { told: 'Amounts of 6,000 together', price: { model: 'graduated_percentage', tiers }, facts: { quantity: '6000' } },
    curve: {
      across: 'amount',
      upTo: '16000',
      breaks: ['0', '1000', '5000', '11000'],
      lines: [{ label: '3 % and 10, then 2 %, then 1 % up to 60', price: { model: 'graduated_percentage', tiers } }],
    },
  },
]
