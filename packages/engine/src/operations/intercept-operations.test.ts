import { describe, expect, it } from 'vitest'
import { interceptOperations, type Interceptor } from './intercept-operations.js'

/** A billing instance of three operations, and what happened to it. */
function sample() {
  const log: string[] = []
  const billing = {
    health: async () => (log.push('health'), 'ok'),
    accounts: { get: async (id: string) => (log.push(`get ${id}`), id), size: 3 },
    usage: {
      csv: async function* (count: number) {
        for (let index = 0; index < count; index += 1) {
          log.push(`line ${index}`)
          yield index
        }
        if (count > 2) throw new Error('too many')
        return 'the end'
      },
    },
  }
  return { billing, log }
}

const noting = (log: string[], name: string): Interceptor => async (call, proceed) => {
  log.push(`${name} before ${call.operation}`)
  try {
    return await proceed()
  } finally {
    log.push(`${name} after`)
  }
}

async function readAll(stream: AsyncGenerator<number, string>): Promise<readonly unknown[]> {
  const pieces: unknown[] = []
  for (;;) {
    const { value, done } = await stream.next()
    pieces.push(value)
    if (done === true) return pieces
  }
}

describe('interceptOperations', () => {
  it('stands around every function of every area, the first outermost, and leaves the rest', async () => {
    const { billing, log } = sample()
    const around = interceptOperations(billing, { interceptors: [noting(log, 'outer'), noting(log, 'inner')] })
    expect([await around.accounts.get('acme'), await around.health(), around.accounts.size]).toEqual(['acme', 'ok', 3])
    expect(log.slice(0, 5)).toEqual(['outer before accounts.get', 'inner before accounts.get', 'get acme', 'inner after', 'outer after'])
    expect(log[5]).toBe('outer before health')
  })

  it('makes each part once, and leaves what it has and has not to be seen', () => {
    const { billing } = sample()
    const around = interceptOperations(billing, { interceptors: [noting([], 'outer')] })
    expect([around.accounts === around.accounts, around.health === around.health, around.accounts === billing.accounts]).toEqual([true, true, false])
    expect([Object.keys(around), 'usage' in around, Reflect.get(around, 'nothing'), Object.entries(around).length]).toEqual([['health', 'accounts', 'usage'], true, undefined, 3])
    expect({ ...around }.accounts).toBe(around.accounts)
  })

  it('is the instance itself where nothing stands around it', () => {
    const { billing } = sample()
    expect(interceptOperations(billing, { interceptors: [] })).toBe(billing)
  })

  it('does an operation once, also for an interceptor that proceeds twice', async () => {
    const { billing, log } = sample()
    const twice: Interceptor = async (_, proceed) => (await proceed(), proceed())
    expect(await interceptOperations(billing, { interceptors: [twice, twice] }).accounts.get('acme')).toBe('acme')
    expect(log).toEqual(['get acme'])
  })

  it('completes the arguments that the operation gets', async () => {
    const { billing } = sample()
    const around = interceptOperations(billing, { interceptors: [], complete: ({ operation }, [id]) => [`${operation} ${String(id)}`] })
    expect(await around.accounts.get('acme')).toBe('accounts.get acme')
  })

  it('stands around a stream from the first piece to the last, with what it returns', async () => {
    const { billing, log } = sample()
    const around = interceptOperations(billing, { interceptors: [noting(log, 'outer')] })
    const stream = around.usage.csv(2)
    expect(log).toEqual([])
    expect(await readAll(stream)).toEqual([0, 1, 'the end'])
    expect(log).toEqual(['outer before usage.csv', 'line 0', 'line 1', 'outer after'])
  })

  it('learns of the failure of a stream, and of a reader that leaves', async () => {
    const { billing, log } = sample()
    const failures: unknown[] = []
    const catching: Interceptor = async (_, proceed) => proceed().catch((error: unknown) => (failures.push(error), Promise.reject(error as Error)))
    const around = interceptOperations(billing, { interceptors: [catching, noting(log, 'inner')] })
    await expect(readAll(around.usage.csv(3))).rejects.toThrow('too many')
    expect(failures).toMatchObject([{ message: 'too many' }])
    for await (const piece of around.usage.csv(2)) if (piece === 0) break
    expect(log.at(-1)).toBe('inner after')
    expect(failures).toHaveLength(1)
  })

  it('gives nothing of a stream to whom an interceptor refuses, or does not let through', async () => {
    const { billing, log } = sample()
    const refusing: Interceptor = () => Promise.reject(new Error('no'))
    await expect(interceptOperations(billing, { interceptors: [refusing] }).usage.csv(2).next()).rejects.toThrow('no')
    const silent: Interceptor = () => Promise.resolve(undefined as never)
    await expect(interceptOperations(billing, { interceptors: [silent] }).usage.csv(2).next()).rejects.toThrow('an interceptor proceeds or throws')
    expect(log).toEqual([])
  })
})
