import { describe, expect, test } from 'vitest'
import { countTests } from './unit.js'

const report = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] }
const unloaded = { status: 'failed', assertionResults: [] }

describe('countTests', () => {
  test('counts tests', () => expect(countTests({ ...report, numFailedTests: 2 }, 1)).toMatchObject({ passed: 5, failed: 2 }))
  test('counts a file that does not load as one failure', () => {
    expect(countTests({ ...report, numFailedTests: 2, testResults: [unloaded] }, 1)).toMatchObject({ passed: 5, failed: 3 })
  })
  test('never looks better than the exit code', () => expect(countTests(report, 1)).toMatchObject({ passed: 5, failed: 1 }))
  test('says what was skipped', () => expect(countTests({ ...report, numPendingTests: 1, numTodoTests: 2 }, 0).summary).toContain('3 skipped'))
})
