import fc from 'fast-check'
import { add, multiply, type Decimal } from '@farthing/core'
import { arbitraryDecimal } from '@farthing/core/testing'
import type { Price, PriceModelName } from '../models/price.js'
import type { Tier } from '../models/tier.js'

export interface PriceConstraints {
  /** `any` unless given: a negative price is a credit. */
  readonly sign?: 'any' | 'not-negative'
  /** Digits of each price and bound; 18 unless given. */
  readonly maxDigits?: number
  /** 6 unless given. */
  readonly maxTiers?: number
  /** Unit prices and fees only: nothing per block, no caps. */
  readonly plain?: boolean
}

/** A price of one model. */
export type PriceOf<M extends PriceModelName> = Extract<Price, { readonly model: M }>

/** Valid prices of one model, in canonical form. */
export function arbitraryPriceOf<M extends PriceModelName>(model: M, constraints: PriceConstraints = {}): fc.Arbitrary<PriceOf<M>> {
  return arbitrariesOf(constraints)[model]
}

/** Valid prices of any of the models, all of them unless given, in canonical form. */
export function arbitraryPrice(constraints: PriceConstraints = {}, models?: readonly PriceModelName[]): fc.Arbitrary<Price> {
  const table: { readonly [model: string]: fc.Arbitrary<Price> } = arbitrariesOf(constraints)
  return fc.oneof(...Object.entries(table).flatMap(([model, prices]) => (models?.some((name) => name === model) === false ? [] : [prices])))
}

/** Valid tiers: bounds increase strictly, by a small or an awkward step; only the last is open. Some have a fee, a price per block, a cap. */
export function arbitraryTiers(constraints: PriceConstraints = {}): fc.Arbitrary<readonly Tier[]> {
  const { amount, size, notNegative } = numbers(constraints)
  const plain = fc.record({ unit: amount, flat: amount }, { requiredKeys: ['unit'], ...shape })
  const full = fc.record({ unit: amount, per: size, flat: amount, cap: notNegative }, { requiredKeys: ['unit'], ...shape })
  return underBounds<Omit<Tier, 'upTo'>>(constraints.plain === true ? plain : fc.oneof(plain, full), constraints)
}

/** Stairsteps with limits on two meters, `users` and `storage`, instead of bounds on one; the last has none. */
export function arbitraryLimitSteps(constraints: PriceConstraints = {}): fc.Arbitrary<PriceOf<'stairstep'>> {
  const { amount, notNegative } = numbers(constraints)
  const growth = fc.record({ users: notNegative, storage: notNegative, amount }, shape)
  const prices = fc.tuple(fc.array(growth, { minLength: 1, maxLength: (constraints.maxTiers ?? 6) - 1 }), amount, zeroQuantity)
  return prices.map(([steps, last, atZero]) => {
    let [users, storage]: readonly [Decimal, Decimal] = ['0', '0']
    const limited = steps.map((step) => {
      ;[users, storage] = [add(users, step.users), add(storage, step.storage)]
      return { limits: { users, storage }, amount: step.amount }
    })
    return { model: 'stairstep', steps: [...limited, { amount: last }], zeroQuantity: atZero }
  })
}

const shape = { noNullPrototype: true } as const
const zeroQuantity = fc.constantFrom('nothing' as const, 'first_tier_flat' as const)
const bound = fc.constantFrom('inclusive' as const, 'exclusive' as const)
const blocks = fc.constantFrom('exact' as const, 'started' as const)

function numbers({ sign = 'any', maxDigits = 18 }: PriceConstraints) {
  return {
    amount: arbitraryDecimal({ sign, maxDigits }),
    notNegative: arbitraryDecimal({ sign: 'not-negative', maxDigits }),
    size: fc.oneof(fc.constantFrom<Decimal>('1', '7', '10', '1000000'), arbitraryDecimal({ sign: 'positive', maxDigits: Math.min(maxDigits, 9) })),
  }
}

/** Entries below increasing bounds; the last one is open. */
function underBounds<T extends object>(entry: fc.Arbitrary<T>, { maxTiers = 6, maxDigits = 18 }: PriceConstraints) {
  const width = fc.oneof(fc.constantFrom<Decimal>('1', '10', '1000'), arbitraryDecimal({ sign: 'positive', maxDigits }))
  return fc.tuple(fc.array(fc.tuple(width, entry), { maxLength: maxTiers - 1 }), entry).map(([bounded, last]) => {
    let upTo: Decimal = '0'
    return [...bounded.map(([step, tier]): T & { readonly upTo?: Decimal } => ({ upTo: (upTo = add(upTo, step)), ...tier })), last]
  })
}

/** A record of the model with the required fields, and any of the optional ones. */
function priced<M extends PriceModelName, R extends object, O extends object = object>(
  model: M,
  required: { readonly [K in keyof R]: fc.Arbitrary<R[K]> },
  others?: { readonly [K in keyof O]: fc.Arbitrary<O[K]> },
) {
  const fields = fc.record<R>({ ...required }, shape)
  const options = fc.record<O, never>({ ...(others ?? ({} as typeof others & object)) }, { requiredKeys: [], ...shape })
  return fc.tuple(fields, options).map(([given, chosen]) => ({ model, ...given, ...chosen }))
}

function arbitrariesOf(constraints: PriceConstraints): { readonly [M in PriceModelName]: fc.Arbitrary<PriceOf<M>> } {
  const { amount, notNegative, size } = numbers(constraints)
  const plain = constraints.plain === true
  const tiers = arbitraryTiers(constraints)
  const percentageTier = fc.record({ rate: amount, flat: amount, cap: notNegative }, { requiredKeys: ['rate'], ...shape })
  const packages = fc.integer({ min: 0, max: 5 })
  const service = fc.record({ name: fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme-ascii' }), value: notNegative }, shape)
  const region = fc.constantFrom('eu', 'us', null)
  return {
    flat: priced('flat', { amount }),
    per_unit: plain ? priced('per_unit', { unit: amount }) : priced('per_unit', { unit: amount }, { per: size, blocks }),
    package: fc
      .tuple(priced('package', { size, amount }, { rounding: fc.constantFrom('up' as const, 'down' as const) }), packages, fc.boolean(), notNegative)
      .map(([price, freePackages, before, free]) =>
        before
          ? { ...price, free: multiply(price.size, `${freePackages}`), roundingOrder: 'before_allowance' as const }
          : { ...price, free },
      ),
    graduated: plain ? priced('graduated', { tiers }, { zeroQuantity }) : priced('graduated', { tiers }, { zeroQuantity, blocks }),
    volume: priced('volume', { tiers }, { bound, zeroQuantity, blocks }),
    stairstep: priced('stairstep', { steps: underBounds(fc.record({ amount }, shape), constraints) }, { bound, zeroQuantity }),
    percentage: fc
      .tuple(
        priced('percentage', { rate: amount }, { fixed: amount, freeTransactions: fc.nat({ max: 5 }), freeAmount: notNegative }),
        fc.record({ minimum: notNegative, room: notNegative }, { requiredKeys: [], ...shape }),
      )
      .map(([price, { minimum, room }]) => ({
        ...price,
        ...(minimum === undefined ? {} : { minimum }),
        ...(room === undefined ? {} : { maximum: add(minimum ?? '0', room) }),
      })),
    graduated_percentage: priced('graduated_percentage', { tiers: underBounds<{ rate: Decimal; flat?: Decimal; cap?: Decimal }>(percentageTier, constraints) }, { zeroQuantity }),
    matrix: priced('matrix', {
      rows: fc.uniqueArray(fc.record({ when: fc.record({ region }, shape), unit: amount }, shape), { minLength: 1, maxLength: 3, selector: ({ when }) => when.region }),
      otherwise: amount,
    }),
    dynamic: fc.record({ model: fc.constant('dynamic' as const), multiplier: amount }, { requiredKeys: ['model'], ...shape }),
    hourly: priced('hourly', { rate: amount }, {
      rates: fc.dictionary(fc.constantFrom('senior', 'junior', '__proto__'), amount, { noNullPrototype: true }),
      minimumMinutes: notNegative,
      incrementMinutes: size,
    }),
    bucket: priced('bucket', { included: notNegative, overage: amount }, { fee: amount, rolloverLimit: notNegative }),
    fixed_fmv: priced('fixed_fmv', { amount, services: fc.uniqueArray(service, { minLength: 1, maxLength: 4, selector: ({ name }) => name }) }),
  }
}
