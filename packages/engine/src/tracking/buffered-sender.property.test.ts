import type { JsonObject } from '@farthing/core'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { BufferedSender, type SenderProblem } from './buffered-sender.js'

const id = ({ id: name }: JsonObject): string => name as string

/** `add` so many events, let a flush go well, or let the server fail from now on, or again not. */
const step = fc.oneof(
  fc.record({ do: fc.constant('add' as const), events: fc.integer({ min: 1, max: 8 }) }),
  fc.record({ do: fc.constantFrom('flush' as const, 'down' as const, 'up' as const) }),
)

it('accounts for every event, and sends those that it keeps once and in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 12 }), fc.boolean(), async (steps, batchSize, maxBuffered, handsOff) => {
      const sent: string[] = []
      const handedOff: string[] = []
      const problems: SenderProblem[] = []
      let down = false
      const sender = new BufferedSender({
        batchSize, maxBuffered, delayMs: 1_000_000,
        send: (events) => (down ? Promise.reject(new Error('down')) : Promise.resolve({ refused: [] }).then((result) => (sent.push(...events.map(id)), result))),
        onProblem: (problem) => problems.push(problem),
        ...(handsOff && { handOff: (events) => Promise.resolve(void handedOff.push(...events.map(id))) }),
      })
      const added: string[] = []
      for (const one of steps) {
        if (one.do === 'add') {
          for (let count = 0; count < one.events; count += 1) {
            added.push(String(added.length))
            sender.add({ id: added.at(-1) ?? '' })
          }
        } else if (one.do === 'flush') await sender.flush().catch(() => undefined)
        else down = one.do === 'down'
        const { added: all, kept, refused, dropped, handedOff: given, waiting } = sender.counts()
        expect(kept + refused + dropped + given + waiting).toBe(all)
      }
      const { waiting } = await sender.close(1_000)
      const dropped = problems.flatMap((problem) => (problem.kind === 'dropped' ? [id(problem.event)] : []))
      expect(waiting).toBe(0)
      expect([...sent, ...handedOff, ...dropped].map(Number).sort((a, b) => a - b).map(String)).toEqual(added)
      expect([...sent, ...handedOff]).toEqual(added.filter((each) => !dropped.includes(each)))
    }),
    { numRuns: 1_000 },
  )
})
