import { expectTypeOf, test } from 'vitest'
import type { z } from 'zod'
import type { Cadence, Instant, Interval, LocalDate, PeriodGrid, PeriodUnit, Zone } from '../time/time-type.js'
import type { cadenceSchema, instantSchema, intervalSchema, localDateSchema, periodGridSchema, periodUnitSchema, zoneSchema } from './time.js'

test('schemas give exactly the record types', () => {
  expectTypeOf<z.output<typeof instantSchema>>().toEqualTypeOf<Instant>()
  expectTypeOf<z.output<typeof localDateSchema>>().toEqualTypeOf<LocalDate>()
  expectTypeOf<z.output<typeof zoneSchema>>().toEqualTypeOf<Zone>()
  expectTypeOf<z.output<typeof periodUnitSchema>>().toEqualTypeOf<PeriodUnit>()
  expectTypeOf<z.output<typeof cadenceSchema>>().toEqualTypeOf<Cadence>()
  expectTypeOf<z.output<typeof intervalSchema>>().toEqualTypeOf<Interval>()
  expectTypeOf<z.output<typeof periodGridSchema>>().toEqualTypeOf<PeriodGrid>()
})
