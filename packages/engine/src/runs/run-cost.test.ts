import { memory } from '@farthing/adapters-memory'
import { expect, it } from 'vitest'
import { endingStorage } from '../test/ending-storage.js'
import { callsOf, runBilling, subscribe } from '../test/run-billing.js'

/** Calls of stores that a run over so many accounts makes, in parts of four. */
async function callsOfRun(accounts: number, mode: 'preview' | 'commit'): Promise<number> {
  const storage = memory()
  const plain = runBilling({ storage })
  for (let index = 0; index < accounts; index += 1) {
    await subscribe(plain, `a${index}`)
    await callsOf(plain, `a${index}`, 2)
  }
  const counting = endingStorage(storage)
  const billing = runBilling({ storage: counting })
  await billing.runs.start({ key: 'october', period: '2026-10', mode, partSize: 4 })
  for await (const progress of billing.runs.follow('october')) if (progress.run.status === 'ended') break
  return counting.calls()
}

it.each(['commit', 'preview'] as const)('each account of a run costs as much as the one before it (%s)', async (mode) => {
  const [four, eight, twelve, sixteen] = [await callsOfRun(4, mode), await callsOfRun(8, mode), await callsOfRun(12, mode), await callsOfRun(16, mode)]
  expect([eight - four, twelve - eight, sixteen - twelve]).toEqual([eight - four, eight - four, eight - four])
  // What one account costs: an index that is read for each of them, or a record too many, shows here first.
  expect((eight - four) / 4).toBeLessThan(mode === 'commit' ? 50 : 30)
})
