import type { PricePage } from './price-page.js'

const thousands = ['1000', '2000', '3000', '4000'] as const
const rows = [{ when: { region: 'eu' }, unit: '0.02' }, { when: { region: 'us', tier: 'fast' }, unit: '0.06' }] as const
const matrix = { model: 'matrix', rows, otherwise: '0.05' } as const
const hourly = { model: 'hourly', rate: '120', rates: { senior: '180' }, minimumMinutes: '30', incrementMinutes: '15' } as const
const quarters = ['30', '45', '60', '75', '90', '105'] as const

/** Models in which every unit costs the same, however many there are. */
export const unitPages: readonly PricePage[] = [
  {
    model: 'per_unit',
    title: 'Price per unit',
    constructorCall: "perUnit('tokens', '2.50', { per: '1000000' })",
    meaning: 'Each unit costs the same. With `per` the price is that of so many units: half of them cost half of it, or all of it where a started block counts. A negative quantity is credited at the same price.',
    options: [
      { name: 'unit', meaning: 'Price of one unit, or of `per` units.' },
      { name: 'per', default: '`1`', meaning: 'Units that `unit` is the price of; above 0.' },
      { name: 'blocks', default: '`exact`', meaning: '`exact`: a part of a block costs its part. `started`: it costs a whole one.' },
    ],
    sources: [
      'A price per million keeps its own figure: `2.50` per `1000000` and not `0.0000025`; both give the same amounts.',
      'Stripe transforms the quantity before it is priced (`transform_quantity`, rounded up or down); rounded up that is `blocks: \'started\'`.',
    ],
    example: { told: '1,400 units', price: { model: 'per_unit', unit: '5', per: '1000' }, facts: { quantity: '1400' } },
    curve: {
      across: 'units',
      upTo: '5000',
      breaks: ['0', ...thousands],
      lines: [
        { label: '5 per 1,000, exact', price: { model: 'per_unit', unit: '5', per: '1000' } },
        { label: '5 per started 1,000', price: { model: 'per_unit', unit: '5', per: '1000', blocks: 'started' } },
      ],
    },
  },
  {
    model: 'package',
    title: 'Packages',
    constructorCall: "packaged('messages', { size: '1000', amount: '5' }, { free: '500' })",
    meaning: 'Units are sold in packages of one size and price. Free units come off first, unless told otherwise. Negative quantities are refused.',
    options: [
      { name: 'size', meaning: 'Units in a package; above 0.' },
      { name: 'amount', meaning: 'Price of a package.' },
      { name: 'free', default: '`0`', meaning: 'Units that cost nothing.' },
      { name: 'rounding', default: '`up`', meaning: 'Whether a package that is not full is sold whole, `up`, or not at all, `down`.' },
      { name: 'roundingOrder', default: '`after_allowance`', meaning: '`after_allowance`: free units are taken off, then packages are counted. `before_allowance`: all units are counted in packages, then the free packages are taken off; `free` is then a whole number of packages.' },
    ],
    sources: [
      'Free units before packages: Lago\'s package model, Cloudflare\'s price pages (usage is rounded up to the next billing unit after the free tier).',
      'A part of a package counts whole: Stripe package pricing, Lago, OpenMeter.',
    ],
    example: { told: '2,600 units, 500 of them free,', price: { model: 'package', size: '1000', amount: '5', free: '500' }, facts: { quantity: '2600' } },
    curve: {
      across: 'units',
      upTo: '5000',
      breaks: ['500', '1000', '1500', '2000', '2500', '3000', '3500', '4000', '4500'],
      lines: [
        { label: '500 free, then 5 per 1,000', price: { model: 'package', size: '1000', amount: '5', free: '500' } },
        { label: '1,000 free, packages counted first', price: { model: 'package', size: '1000', amount: '5', free: '1000', roundingOrder: 'before_allowance' } },
      ],
    },
  },
  {
    model: 'matrix',
    title: 'Matrix of dimensions',
    constructorCall: "matrix('calls', [{ when: { region: 'eu' }, unit: '0.02' }, …], { by: ['region', 'tier'], otherwise: '0.05' })",
    meaning: 'The unit price depends on the dimensions of usage. The first row that fits decides, so the special ones come first; a component must price apart (`by`) every dimension that a row reads. A negative quantity is credited at the same price.',
    options: [
      { name: 'rows', meaning: '1 to 10,000, each with the values that it is for, `when`, and its `unit` price. A dimension that usage lacks is `null`, also in `when`.' },
      { name: 'otherwise', default: 'none', meaning: 'Price of usage that no row fits. Without it such usage is refused with `price.not_priced`, not free.' },
    ],
    sources: ['Lago\'s dynamic filters and OpenMeter\'s per-feature prices cover one value each; a row here names any number of dimensions.'],
    example: { told: '300 fast calls in the US', price: matrix, facts: { quantity: '300', dimensions: { region: 'us', tier: 'fast' } } },
    curve: {
      across: 'units',
      upTo: '1000',
      lines: [
        { label: 'region us, tier fast', price: matrix, factsAt: (quantity) => ({ quantity, dimensions: { region: 'us', tier: 'fast' } }) },
        { label: 'otherwise', price: matrix, factsAt: (quantity) => ({ quantity, dimensions: { region: 'us', tier: 'slow' } }) },
        { label: 'region eu', price: matrix, factsAt: (quantity) => ({ quantity, dimensions: { region: 'eu', tier: 'fast' } }) },
      ],
    },
  },
  {
    model: 'dynamic',
    title: 'Amount in the usage',
    constructorCall: "dynamic('resale', { multiplier: '1.2' })",
    meaning: 'The amount comes with usage: it was priced elsewhere, or bought for resale. A negative one is credited.',
    options: [
      { name: 'multiplier', default: '`1`', meaning: 'What the amount is multiplied by: `1.2` for a surcharge of 20 %, `0.01` for amounts in cents.' },
      { name: 'amountPath', default: '`amount`', meaning: 'Where the amount stands in the data of an event: `cost.total`.' },
    ],
    sources: ['Lago\'s dynamic model takes the total in cents (`multiplier: \'0.01\'`); OpenMeter\'s dynamic price multiplies it.'],
    example: { told: '3 orders that together come to 42.50', price: { model: 'dynamic', multiplier: '1.2' }, facts: { quantity: '3', amount: '42.5' } },
    curve: {
      across: 'amount in the usage',
      upTo: '100',
      factsAt: (amount) => ({ quantity: '1', amount }),
      lines: [
        { label: 'multiplier 1.2', price: { model: 'dynamic', multiplier: '1.2' } },
        { label: 'as it comes', price: { model: 'dynamic' } },
      ],
    },
  },
  {
    model: 'hourly',
    title: 'Work by the hour',
    constructorCall: "hourly('support', '120', { rates: { senior: '180' }, minimumMinutes: '30', incrementMinutes: '15' })",
    meaning: 'Each time entry is billed for its minutes, at the rate of who worked. The quantity is minutes worked, `counted` the hours billed. Entries of less than nothing are refused.',
    options: [
      { name: 'rate', meaning: 'Price of an hour, where `rates` has none for who worked.' },
      { name: 'rates', default: 'none', meaning: 'Prices of an hour by user type.' },
      { name: 'minimumMinutes', default: '`0`', meaning: 'What an entry is billed for at least; one of 0 minutes stays free.' },
      { name: 'incrementMinutes', default: 'exact', meaning: 'Each entry is billed in whole increments of this many minutes, rounded up.' },
    ],
    sources: ['The minimum applies before the increment: 20 minutes with a minimum of 30 and increments of 15 are 30, and 31 are 45.', 'Rounding is per entry, as timesheets are agreed, not per period.'],
    example: {
      told: 'A senior\'s 20 minutes and a junior\'s 50',
      price: hourly,
      facts: { quantity: '70', entries: [{ minutes: '20', userType: 'senior' }, { minutes: '50', userType: 'junior' }] },
    },
    curve: {
      across: 'minutes of one entry',
      upTo: '120',
      breaks: ['0', ...quarters],
      lines: [
        { label: 'senior', price: hourly, factsAt: (minutes) => ({ quantity: minutes, entries: [{ minutes, userType: 'senior' }] }) },
        { label: 'anybody else', price: hourly, factsAt: (minutes) => ({ quantity: minutes, entries: [{ minutes }] }) },
      ],
    },
  },
]
