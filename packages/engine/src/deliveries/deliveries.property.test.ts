import { describe, it } from 'vitest'
import { checkDeliveries, checkLeases } from '../test/laws/deliveries-law.js'
import { inMemory } from '../test/laws/law-subject.js'

describe('deliveries', () => {
  it('reach their receiver at least once and in the order of their lane, whatever fails and whoever dies', () => checkDeliveries(inMemory, 1000))

  it('are attempted by one process at a time: nobody begins an attempt within the lease of another', () => checkLeases(inMemory, 1000))
})
