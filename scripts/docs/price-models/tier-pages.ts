import type { PriceOption, PricePage } from './price-page.js'

const zeroQuantity: PriceOption = {
  name: 'zeroQuantity',
  default: '`nothing`',
  meaning: 'Whether the fee of the first tier is due at zero usage: `first_tier_flat`, or `nothing`.',
}
const bound: PriceOption = {
  name: 'bound',
  default: '`inclusive`',
  meaning: '`inclusive`: a quantity equal to a bound is in the tier of that bound. `exclusive`: in the next one.',
}
const blocks: PriceOption = { name: 'blocks', default: '`exact`', meaning: 'For tiers with `per`: a part of a block costs its part, or, `started`, the whole.' }
const tiersOf = 'Each with `upTo` (included; absent in the last one, and only there)'
const noHoles = 'Tiers join without holes, because each starts where the one before ends: bounds strictly increase from above 0, 1,000 tiers at most; a wrong list is refused with `price.tiers_not_increasing`, naming the tier.'
const zeroUsage = 'At zero usage Lago and OpenMeter charge the first tier\'s flat amount, Flexprice and Meteroid do not: `zeroQuantity`.'
const tiers = [{ upTo: '10', unit: '2', flat: '5' }, { upTo: '100', unit: '1.5', flat: '3' }, { unit: '0.25' }] as const
const volumeTiers = [{ upTo: '100', unit: '1' }, { upTo: '500', unit: '0.8' }, { unit: '0.5' }] as const
const steps = [{ upTo: '10', amount: '29' }, { upTo: '50', amount: '99' }, { amount: '249' }] as const

/** Models in which a unit's price depends on how many there are. */
export const tierPages: readonly PricePage[] = [
  {
    model: 'graduated',
    title: 'Graduated tiers',
    constructorCall: "graduated('tokens', [{ upTo: '1000000', unit: '0' }, { unit: '0.0000025' }])",
    meaning: 'Each tier prices the units that fall into it. With a bound of 10 the tenth unit has the lower tier\'s price and the eleventh the next one\'s; 10.5 units put half a unit into the next tier. A tier\'s fee is due once the tier is entered. Negative quantities are refused: which tier would they leave?',
    options: [
      { name: 'tiers', meaning: `${tiersOf}, \`unit\` price, and, where wanted, \`per\` (units that \`unit\` is the price of), \`flat\` (due once the tier is entered) and \`cap\` (the most that the tier costs, its fee included).` },
      zeroQuantity,
      blocks,
    ],
    sources: [noHoles, zeroUsage, 'Kill Bill counts started blocks per tier: `blocks: \'started\'` does.', 'Splitting a tier at one price changes nothing, and neither does the order in which units came.'],
    example: { told: '104 units', price: { model: 'graduated', tiers }, facts: { quantity: '104' } },
    curve: {
      across: 'units',
      upTo: '160',
      breaks: ['0', '10', '100'],
      lines: [
        { label: 'as in the example', price: { model: 'graduated', tiers } },
        { label: 'the second tier capped at 60', price: { model: 'graduated', tiers: [tiers[0], { ...tiers[1], cap: '60' }, tiers[2]] } },
      ],
    },
  },
  {
    model: 'volume',
    title: 'Volume tiers',
    constructorCall: "volume('seats', [{ upTo: '10', unit: '12' }, { unit: '9' }])",
    meaning: 'The tier that the whole quantity falls into prices all of it. More units can cost less: the curve falls at a bound, and that is the model\'s point. `upperBound` knows; a law that asks for `monotone` says where. Negative quantities are refused.',
    options: [{ name: 'tiers', meaning: `${tiersOf}, \`unit\` price, and, where wanted, \`per\`, \`flat\` and \`cap\`, as in a graduated price.` }, bound, zeroQuantity, blocks],
    sources: [noHoles, 'A quantity of just a bound is inside it everywhere but at Meteroid, whose tiers name their first unit: `bound: \'exclusive\'`.', zeroUsage],
    example: { told: '101 units', price: { model: 'volume', tiers: volumeTiers }, facts: { quantity: '101' } },
    curve: {
      across: 'units',
      upTo: '1000',
      breaks: ['100', '500'],
      lines: [
        { label: 'volume', price: { model: 'volume', tiers: volumeTiers } },
        { label: 'graduated, by the same tiers', price: { model: 'graduated', tiers: volumeTiers } },
      ],
    },
  },
  {
    model: 'stairstep',
    title: 'Steps',
    constructorCall: "stairstep('contacts', [{ upTo: '1000', amount: '29' }, { amount: '99' }])",
    meaning: 'The step that usage reaches has one price, however much of it is used. With `limits` a step holds what is within a bound for each of several meters, and the lowest step that holds all of them is due. Negative quantities are refused.',
    options: [
      { name: 'steps', meaning: 'Each with `upTo` (included; absent in the last one, and only there) or `limits` by meter, and its `amount`. Limits never decrease from step to step; a meter that a step does not name is unlimited in it.' },
      bound,
      { ...zeroQuantity, meaning: 'Whether the first step is due at zero usage: `first_tier_flat`, or `nothing`.' },
    ],
    sources: [noHoles, 'Stripe and Chargebee call it stairstep; Autumn\'s plans with limits on several features pick the lowest plan that holds all.'],
    example: { told: '11 seats', price: { model: 'stairstep', steps }, facts: { quantity: '11' } },
    curve: {
      across: 'units',
      upTo: '80',
      breaks: ['0', '10', '50'],
      lines: [{ label: 'up to 10: 29, up to 50: 99, beyond: 249', price: { model: 'stairstep', steps } }],
    },
  },
  {
    model: 'bucket',
    title: 'Bucket with overage',
    constructorCall: "bucket('minutes', { included: '500', fee: '20', overage: '0.05', rolloverLimit: '200' })",
    meaning: 'A fee buys units for the period; more cost extra, and what is left may roll over. Rolled-over units are used first and roll over again, up to the limit; what rolls over is handed on as `carry`, hashed and stored with the rating. Negative quantities are refused.',
    options: [
      { name: 'included', meaning: 'Units that each period brings.' },
      { name: 'fee', default: '`0`', meaning: 'Due each period.' },
      { name: 'overage', meaning: 'Price of a unit beyond those available.' },
      { name: 'rolloverLimit', default: 'none', meaning: 'The most units that roll over into the next period.' },
    ],
    sources: ['Telephone minutes. Without a limit nothing rolls over: a balance that grows for ever is a liability that nobody decided on.'],
    example: {
      told: '600 minutes, after 80 rolled over,',
      price: { model: 'bucket', included: '500', fee: '20', overage: '0.05', rolloverLimit: '200' },
      facts: { quantity: '600', carry: { rolledOver: '80' } },
    },
    curve: {
      across: 'units',
      upTo: '1000',
      breaks: ['500', '700'],
      lines: [
        { label: '500 included', price: { model: 'bucket', included: '500', fee: '20', overage: '0.05' } },
        {
          label: 'and 200 rolled over',
          price: { model: 'bucket', included: '500', fee: '20', overage: '0.05', rolloverLimit: '200' },
          factsAt: (quantity) => ({ quantity, carry: { rolledOver: '200' } }),
        },
      ],
    },
  },
]
