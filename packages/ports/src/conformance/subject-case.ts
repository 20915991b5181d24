import type { SuiteCase } from './suite.js'

/** What one case tries out, and what is released after it. */
export interface Subject {
  destroy?(): Promise<void>
}

/** Makes the cases of a suite over subjects that a factory creates, one for each case. */
export function subjectCases<F extends { create(): Promise<U> }, U extends Subject>(): (name: string, body: (under: U) => Promise<void>) => SuiteCase<F> {
  return (name, body) => ({
    name,
    run: async (factory) => {
      const under = await factory.create()
      try {
        await body(under)
      } finally {
        await under.destroy?.()
      }
    },
  })
}
