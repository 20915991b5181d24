import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { runSteps } from './run-steps.js'
import { selectSteps } from './select-steps.js'
import { checked, type Step, type StepResult } from './step.js'

const options = { update: false }
const step = (name: string, run: () => Promise<StepResult>, needs: readonly string[] = []): Step => ({ name, needs, run })
const passing = async (): Promise<StepResult> => checked(true, 'fine')
const failing = async (): Promise<StepResult> => checked(false, 'not fine', 'because')

describe('runSteps', () => {
  const lines: string[] = []
  beforeEach(() => {
    vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line))
  })
  afterEach(() => {
    vi.restoreAllMocks()
    lines.length = 0
  })

  test('adds up what the steps counted', async () => {
    const suite = step('suite', async () => ({ passed: 7, failed: 2, summary: 'nine tests' }))
    expect(await runSteps([suite, step('one', passing), step('two', failing)], options)).toEqual({ passed: 8, failed: 3 })
  })
  test('shows the details of a failure under its line', async () => {
    await runSteps([step('two', failing)], options)
    expect(lines.join('\n')).toMatch(/✗ two .*not fine\n {4}because/)
  })
  test('counts a step that throws as a failure', async () => {
    const broken = step('broken', () => Promise.reject(new Error('out of order')))
    expect(await runSteps([broken], options)).toEqual({ passed: 0, failed: 1 })
    expect(lines.join('\n')).toContain('out of order')
  })
  test('runs a step after the steps that it needs', async () => {
    const order: string[] = []
    const slow = step('slow', async () => {
      await new Promise((resolve) => setTimeout(resolve, 20))
      order.push('slow')
      return passing()
    })
    const after = step('after', async () => {
      order.push('after')
      return passing()
    }, ['slow'])
    await runSteps([slow, after], options)
    expect(order).toEqual(['slow', 'after'])
  })
  test('fails a step whose need failed, without running it', async () => {
    const run = vi.fn(passing)
    expect(await runSteps([step('need', failing), step('after', run, ['need'])], options)).toEqual({ passed: 0, failed: 2 })
    expect(run).not.toHaveBeenCalled()
  })
  test('hands --update to every step', async () => {
    const run = vi.fn(passing)
    await runSteps([step('one', run)], { update: true })
    expect(run).toHaveBeenCalledWith({ update: true })
  })
})

describe('selectSteps', () => {
  const all = [step('build', passing), step('pack', passing, ['build']), step('lint', passing)]
  const names = (only: readonly string[] | undefined): readonly string[] => selectSteps(all, only).map(({ name }) => name)

  test('takes all without --only', () => expect(names(undefined)).toEqual(['build', 'pack', 'lint']))
  test('takes the named ones in their own order', () => expect(names(['lint,build'])).toEqual(['build', 'lint']))
  test('brings what a step needs', () => expect(names(['pack'])).toEqual(['build', 'pack']))
  test('refuses an unknown name', () => expect(() => names(['lnt'])).toThrow('There is no step "lnt". Steps: build, pack, lint.'))
})
