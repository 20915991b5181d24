import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arbitraryBatches, arbitraryDeliveries, type Delivery } from './arbitrary-deliveries.js'

const keyOf = ({ source, id }: Delivery['events'][number]) => JSON.stringify([source, id])
const hasTwice = (texts: readonly string[]) => new Set(texts).size < texts.length

describe('arbitraryDeliveries', () => {
  test('are received in order', () => {
    fc.assert(fc.property(arbitraryDeliveries(), (deliveries) => {
      const receipts = deliveries.map(({ at }) => at)
      expect(receipts).toEqual(receipts.toSorted())
    }), { numRuns: 1000 })
  })

  test.each<[what: string, happens: (deliveries: readonly Delivery[]) => boolean]>([
    ['events come late', (all) => all.some(({ at, events }) => events.some(({ time }) => time < at))],
    ['events come ahead of their time', (all) => all.some(({ at, events }) => events.some(({ time }) => time > at))],
    ['events come out of the order of time', (all) => all.some(({ events }) => events.some(({ time }, index) => index > 0 && time < events[index - 1]!.time))],
    ['reports are repeated', (all) => hasTwice(all.flatMap(({ events }) => events.map((event) => JSON.stringify(event))))],
    ['a repeat comes in another batch', (all) => hasTwice(all.flatMap(({ events }) => [...new Set(events.map((event) => JSON.stringify(event)))]))],
    ['an amendment comes before what it amends', (all) => {
      const events = all.flatMap(({ events: batch }) => batch)
      return events.some((event, index) => event.revision > 0 && events.slice(index).some((later) => keyOf(later) === keyOf(event) && later.revision === 0) && !events.slice(0, index).some((before) => keyOf(before) === keyOf(event)))
    }],
    ['events are voided', (all) => all.some(({ events }) => events.some(({ data }) => data === null))],
    ['reports contradict each other', (all) => all.some(({ events }) => events.some(({ data }) => data?.['contradiction'] === true))],
    ['a batch is empty', (all) => all.some(({ events }) => events.length === 0)],
  ])('%s', (_, happens) => {
    expect(fc.sample(arbitraryDeliveries({ conflicts: true }), { numRuns: 200, seed: 1 }).some(happens)).toBe(true)
  })
})

test('arbitraryBatches keeps inputs and their order', () => {
  const cases = fc.array(fc.nat(9)).chain((inputs) => fc.tuple(fc.constant(inputs), arbitraryBatches(inputs)))
  fc.assert(fc.property(cases, ([inputs, batches]) => {
    expect(batches.flat()).toEqual(inputs)
    expect(batches.length).toBeGreaterThan(0)
  }), { numRuns: 1000 })
})
