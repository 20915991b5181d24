/** The start of time, the end of what 32 bits can count, and a clock that jumps back an hour whenever it is read. */
export const platformTimes: readonly (() => number)[] = [() => 0, () => 2 ** 31 * 1000, jumping(Date.UTC(2026, 9, 25, 1), -3_600_000)]

function jumping(startMs: number, stepMs: number): () => number {
  let nowMs = startMs
  return () => (nowMs += stepMs)
}

/** Runs `work` while `Date` tells another time. Nothing else may run meanwhile that needs the true one. */
export async function atPlatformTime<T>(nowMs: () => number, work: () => Promise<T>): Promise<T> {
  const original = globalThis.Date
  globalThis.Date = new Proxy(original, {
    construct: (target, given: unknown[]) => Reflect.construct(target, given.length === 0 ? [nowMs()] : given) as object,
    apply: () => new original(nowMs()).toString(),
    get: (target, name) => (name === 'now' ? nowMs : (Reflect.get(target, name) as unknown)),
  })
  try {
    return await work()
  } finally {
    globalThis.Date = original
  }
}
