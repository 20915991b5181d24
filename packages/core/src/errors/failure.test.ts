import { describe, expect, it } from 'vitest'
import { fail, failure, failureOf, FarthingError, isFarthingError } from './failure.js'
import { failureRules } from './failure-codes.js'

const details = { field: 'tiers[1].upTo', because: 'is "5"', facts: { bound: '5' } }

describe('failure', () => {
  it('reads as a sentence with field, value and rule', () => {
    expect(failure('price.tiers_not_increasing', details)).toStrictEqual({
      code: 'price.tiers_not_increasing',
      field: 'tiers[1].upTo',
      rule: failureRules['price.tiers_not_increasing'],
      message: `tiers[1].upTo is "5" (rule: ${failureRules['price.tiers_not_increasing']})`,
      facts: { bound: '5' },
    })
  })

  it('speaks of the input where there is no field, and has no facts unless given', () => {
    const { message, facts } = failure('text.empty', { field: '', because: 'is empty' })
    expect(message).toBe('The input is empty (rule: an identifier is not empty)')
    expect(facts).toStrictEqual({})
  })
})

describe('fail', () => {
  it('throws the failure with its cause', () => {
    const cause = new Error('disk')
    const error = thrownBy(() => fail('storage.unavailable', { field: '', because: 'does not answer' }, cause))
    expect(error).toBeInstanceOf(FarthingError)
    expect(error).toHaveProperty('cause', cause)
  })

  it('has no cause property without a cause', () => {
    expect(Object.hasOwn(thrownBy(() => fail('text.empty', details)) as object, 'cause')).toBe(false)
  })
})

describe('failureOf', () => {
  it('gives the failure back as plain JSON', () => {
    const error = thrownBy(() => fail('text.empty', details))
    expect(failureOf(error)).toStrictEqual(failure('text.empty', details))
    expect(JSON.parse(JSON.stringify(error))).toStrictEqual(failure('text.empty', details))
  })

  it('throws a defect again, because it is no refusal', () => {
    const defect = new TypeError('x is not a function')
    expect(() => failureOf(defect)).toThrow(defect)
  })
})

describe('isFarthingError', () => {
  const shape = { name: 'FarthingError', ...failure('text.empty', details) }

  it('knows errors by shape: another copy, another realm, a code of a newer version', () => {
    expect(isFarthingError(new FarthingError(failure('text.empty', details)))).toBe(true)
    expect(isFarthingError(Object.assign(new Error(shape.message), shape))).toBe(true)
    expect(isFarthingError({ ...shape, code: 'area.added_later' })).toBe(true)
  })

  it.each([
    ['another error', new Error('text.empty')],
    ['an error with a code of Node', Object.assign(new Error('no file'), { code: 'ENOENT' })],
    ['null', null],
    ['a text', 'FarthingError'],
    ['a shape without facts', { ...shape, facts: null }],
    ['a shape without field', { ...shape, field: undefined }],
    ['another name', { ...shape, name: 'Error' }],
  ])('does not take %s for one', (_, error) => {
    expect(isFarthingError(error)).toBe(false)
  })
})

function thrownBy(act: () => unknown): unknown {
  try {
    act()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}
