import { failureOf, meterReader, parseUsageEvent, type Failure } from '@farthing/core'
import type { Catalog } from '@farthing/pricing'

/**
 * Says why an event breaks a meter that reads it; `undefined` when it breaks none. Usage leaves such an event out on that meter,
 * so a line that breaks one is reported like a refused line.
 */
export function meterCheck({ meters }: Catalog): (input: unknown) => Failure | undefined {
  const readers = Object.entries(meters).map(([name, meter]) => ({ name, event: meter.event, read: meterReader(meter) }))
  return (input) => {
    const event = parseUsageEvent(input)
    for (const { name, event: type, read } of readers) {
      const broken = type === event.type ? failureIn(name, () => read(event)) : undefined
      if (broken !== undefined) return broken
    }
    return undefined
  }
}

function failureIn(meter: string, read: () => ReturnType<ReturnType<typeof meterReader>>): Failure | undefined {
  try {
    read()
    return undefined
  } catch (error) {
    const { message, facts, ...failure } = failureOf(error)
    return { ...failure, message: `${message} (the event is kept, and meter ${meter} leaves it out)`, facts: { ...facts, meter } }
  }
}
