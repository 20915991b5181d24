import { expect, it } from 'vitest'
import { failureRules } from './failure-codes.js'

it.each(Object.entries(failureRules))('%s reads area.problem and states a rule that ends a sentence', (code, rule) => {
  expect(code).toMatch(/^[a-z]+\.[a-z_]+$/)
  expect(rule).toMatch(/^[a-z].*[^.]$/)
})
