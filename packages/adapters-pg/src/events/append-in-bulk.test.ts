import { expect, it } from 'vitest'
import { incoming } from '../../test-server/sample-events.js'
import type { Session } from '../connection/session.js'
import { appendInBulk } from './append-in-bulk.js'

/** A server that answers when it is told to, and how many values were written for it so far. */
function slowServer() {
  const answers: (() => void)[] = []
  let mostValues = 0
  let written = 0
  const session = {
    tenant: 'slow',
    schema: 'farthing',
    epoch: 1,
    arrays: () =>
      Promise.resolve((_: string, values: readonly unknown[]) => {
        written += 1
        mostValues = Math.max(mostValues, values.length)
        return values.length
      }),
    query: () => new Promise((resolve) => answers.push(() => resolve([{ kept: null }]))),
  } as Partial<Session> as Session
  return { session, answers, written: () => written, mostValues: () => mostValues }
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

it('holds one piece that the server works on and one behind it, however many events wait', async () => {
  const { session, answers, written, mostValues } = slowServer()
  const events = Array.from({ length: 12_000 }, (_, index) => incoming(`slow ${index}`))
  const appending = appendInBulk(session, events)
  await settle()
  const [firstStatement, firstWritten] = [answers.length, written()]
  expect(firstStatement).toBe(1)
  expect(mostValues()).toBe(1_000)
  await settle()
  expect(written()).toBe(firstWritten)
  answers.shift()?.()
  await settle()
  // The second piece is written while the bodies of the first go in; the third is not.
  const secondWritten = written()
  await settle()
  expect([answers.length, written(), mostValues()]).toEqual([1, secondWritten, 5_000])
  while (answers.length > 0) {
    answers.shift()?.()
    await settle()
  }
  expect(await appending).toHaveLength(12_000)
})
