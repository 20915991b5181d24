import { isFarthingError } from '@farthing/core'
import { checkPrice, ratePrice } from '@farthing/pricing'
import { describe, expect, test } from 'vitest'
import { priceModelFiles, pricePages } from './price-model-files.js'

/** Every name of a price model, or every field of one, as the check of prices lists them. */
function known(price: object): readonly string[] {
  try {
    checkPrice(price, 'price')
  } catch (error) {
    if (!isFarthingError(error)) throw error
    const { choices, known: fields } = error.facts
    return (choices ?? fields ?? []) as readonly string[]
  }
  throw new Error('a price with an unknown field is refused')
}

test('every price model has a page', () => {
  expect([...pricePages.map(({ model }) => model)].sort()).toEqual([...known({ model: 'no such model' })].sort())
})

describe.each(pricePages.map((page) => [page.model, page] as const))('%s', (model, { options, example, curve }) => {
  test('documents each field of its price', () => {
    const fields = known({ model, 'no such field': 1 }).filter((field) => field !== 'model')
    expect(options.map(({ name }) => name)).toEqual(fields)
  })
  test('shows prices that are valid', () => {
    for (const price of [example.price, ...curve.lines.map((line) => line.price)]) expect(checkPrice(price, 'price')).toEqual(price)
  })
  test('costs something in its example', () => {
    expect(ratePrice(example.price, example.facts).amount).not.toBe('0')
  })
})

test('pages and curves hold what was calculated', () => {
  const files = new Map(priceModelFiles().map(({ file, text }) => [file, text]))
  const page = files.get('docs/reference/price-models/graduated.md') ?? ''
  expect(page).toContain('104 units cost **164**:')
  expect(page).toContain('| Tier 2 | 90 | 90 | 1.5 | 3 | 138 |')
  const curve = files.get('docs/reference/price-models/volume.svg') ?? ''
  expect(curve).toContain('<polyline')
  expect([...files.values()].join('\n')).not.toMatch(/NaN|undefined|Infinity/)
})

test('a jump has an empty circle where the new piece begins', () => {
  const step = priceModelFiles().find(({ file }) => file.endsWith('stairstep.svg'))?.text ?? ''
  expect(step.match(/<circle/g)?.length).toBe(6)
})

test('tiers that several meters share have a page of their own', () => {
  const files = new Map(priceModelFiles().map(({ file, text }) => [file, text]))
  const page = files.get('docs/reference/price-models/pooled-tiers.md') ?? ''
  expect(page).toContain('cost **17.25**:')
  expect(page).toContain('| out | 700 | Tier 2 | 100 | 0.012 | 1.2 |')
  expect(files.get('docs/reference/price-models/pooled-tiers.svg')?.match(/<polyline/g)).toHaveLength(6)
})
