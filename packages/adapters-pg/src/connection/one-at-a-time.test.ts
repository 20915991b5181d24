import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { oneAtATime } from './one-at-a-time.js'

it('runs work in the order of the calls, and goes on after a failure', async () => {
  const inTurn = oneAtATime()
  const log: string[] = []
  const step = (name: string, ms: number) => async () => {
    log.push(`${name} begins`)
    await sleep(ms)
    log.push(`${name} ends`)
    if (name === 'second') throw new Error(name)
    return name
  }
  const results = await Promise.allSettled([inTurn(step('first', 20)), inTurn(step('second', 5)), inTurn(step('third', 0))])
  expect(log).toEqual(['first begins', 'first ends', 'second begins', 'second ends', 'third begins', 'third ends'])
  expect(results).toMatchObject([{ value: 'first' }, { reason: new Error('second') }, { value: 'third' }])
})
