import { expect, it } from 'vitest'
import { plan } from '../../catalog/plan.js'
import { perUnit } from '../../catalog/price-constructors.js'
import { october, october2026 } from '../test/october.js'
import type { PlanQuestion } from './quote-plan.js'
import { quoteEach } from './quote-each.js'

const calls = plan({ currency: 'EUR', every: 'month' }, { calls: perUnit('calls', '2') })
const question = (quantity: string): PlanQuestion => ({ plan: calls, usage: { calls: quantity as `${number}` } })

it('answers each question in its order, and a bad one spoils no other', () => {
  const { contract, facts } = october2026()
  const answers = [...quoteEach([question('1'), question('one'), { contract, facts, over: october }, question('3')])]
  expect(answers).toMatchObject([{ quote: { total: '2' } }, { refused: { code: 'decimal.malformed' } }, { quote: { total: '50' } }, { quote: { total: '6' } }])
})

it('reads a question when its answer is asked for', () => {
  let read = 0
  function* endless() {
    for (;;) {
      read += 1
      yield question(`${read}`)
    }
  }
  const answers = quoteEach(endless())
  expect([answers.next().value, answers.next().value]).toMatchObject([{ quote: { total: '2' } }, { quote: { total: '4' } }])
  expect(read).toBe(2)
})

it('lets a defect through', () => {
  function* broken(): Generator<PlanQuestion> {
    yield question('1')
    throw new TypeError('no more')
  }
  expect(() => [...quoteEach(broken())]).toThrow(TypeError)
})
