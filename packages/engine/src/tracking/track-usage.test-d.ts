import { describe, expectTypeOf, it } from 'vitest'
import type { UsageTracker } from './create-tracker.js'
import type { MeteredCall } from './metered.js'

declare const tracker: UsageTracker

describe('trackUsage', () => {
  it('decorates a method of the class, arguments and result that its options name', () => {
    const account = ({ self }: MeteredCall<Scanner, readonly [string], Promise<string>>) => self.organisation
    class Scanner {
      organisation = 'acme'
      @tracker.trackUsage('ocr.scan', { account })
      scan(file: string): Promise<string> {
        return Promise.resolve(file)
      }
      @tracker.trackUsage('ocr.scan', { account: 'acme' })
      any(count: number): number {
        return count
      }
      // @ts-expect-error: the options are of another method
      @tracker.trackUsage('ocr.scan', { account })
      other(count: number): number {
        return count
      }
    }
    expectTypeOf<Scanner['scan']>().toEqualTypeOf<(file: string) => Promise<string>>()
  })
})

describe('metered', () => {
  it('keeps the type of the function, and tells its options the call', () => {
    const work = tracker.metered((file: string) => Promise.resolve(file.length), {
      feature: 'ocr.scan', account: ({ args: [file] }) => file, quantity: ({ result = 0 }) => `${result}`,
    })
    expectTypeOf(work).parameters.toEqualTypeOf<[string]>()
    expectTypeOf(work).returns.toEqualTypeOf<Promise<number>>()
  })
})
