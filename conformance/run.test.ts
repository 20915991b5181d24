import { describe, expect, test } from 'vitest'
import { runSource } from '../scripts/workspace/run-source.js'

const fixtures = new URL('fixtures', import.meta.url).pathname
const run = (...args: readonly string[]): ReturnType<typeof runSource> => runSource('conformance/run.ts', args)

describe('npm run conformance', () => {
  test('names each failure and each reason, and counts last', async () => {
    const { code, stdout } = await run(fixtures)
    expect(stdout).toContain('✗ rounds-to-something-else\n    value: expected "10.27", got "10.28"\n')
    expect(stdout).toMatch(/✗ asks-for-garbage\n {4}threw FarthingError: .*"ten"/)
    expect(stdout).toContain('1  astrology: the topic has no translation yet\n')
    expect(stdout).toContain('1  rounding: the figure does not follow from the rule that the case states\n')
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^\d+ passed, 2 failed, \d+ unsupported$/)
    expect(code).toBe(1)
  })

  test('runs the topics that --only names', async () => {
    const { code, stdout } = await run(fixtures, '--only', 'astrology')
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('0 passed, 0 failed, 1 unsupported')
    expect(code).toBe(0)
  })

  test.each([
    ['no folder', []],
    ['a missing folder', ['nowhere']],
    ['an unknown topic', [fixtures, '--only', 'alchemy']],
    ['an unknown option', [fixtures, '--fast']],
  ])('ends with 2 on %s', async (_name, args) => {
    const { code, stdout, output } = await run(...args)
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(output).not.toBe('')
  })
})
