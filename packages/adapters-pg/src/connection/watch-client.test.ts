import { describe, expect, it, vi } from 'vitest'
import { watchClient } from './watch-client.js'

const never = () => new Promise<never>(() => undefined)
const gone = new Error('Connection terminated unexpectedly')

describe('a watched connection', () => {
  it('is fine after an answer, and after an error of the server that leaves it open', async () => {
    const refused = Object.assign(new Error('deadlock'), { code: '40P01' })
    const query = vi.fn().mockResolvedValueOnce({ rows: [] }).mockRejectedValueOnce(refused)
    const watched = watchClient({ query }, { answerWithinMs: 1_000, signal: new AbortController().signal })
    expect(await watched.client.query('one')).toEqual({ rows: [] })
    await expect(watched.client.query('two')).rejects.toBe(refused)
    expect([watched.lost(), watched.isUnanswered()]).toEqual([undefined, false])
  })

  it('is lost when the driver says so, and is asked nothing more', async () => {
    const query = vi.fn().mockRejectedValue(gone)
    const watched = watchClient({ query }, {})
    for (const text of ['one', 'two']) await expect(watched.client.query(text)).rejects.toBe(gone)
    expect([watched.lost(), watched.isUnanswered(), query.mock.calls.length]).toEqual([gone, true, 1])
  })

  it('is lost when it does not answer in time', async () => {
    const watched = watchClient({ query: never }, { answerWithinMs: 5 })
    await expect(watched.client.query('one')).rejects.toMatchObject({ code: 'storage.unavailable', facts: { answerWithinMs: 5 } })
    expect(watched.lost()).toMatchObject({ code: 'storage.unavailable' })
    expect(watched.isUnanswered()).toBe(true)
  })

  it('is lost when the caller gives up while it waits, with the reason', async () => {
    const giving = new AbortController()
    const watched = watchClient({ query: never }, { signal: giving.signal })
    const asked = watched.client.query('one')
    giving.abort('too slow')
    await expect(asked).rejects.toMatchObject({ code: 'storage.aborted', cause: 'too slow' })
    expect(watched.isUnanswered()).toBe(true)
  })

  it('is lost but not unanswered when the caller has given up before anything was sent', async () => {
    const query = vi.fn()
    const watched = watchClient({ query }, { signal: AbortSignal.abort() })
    await expect(watched.client.query('COMMIT')).rejects.toMatchObject({ code: 'storage.aborted' })
    expect([query.mock.calls.length, watched.isUnanswered()]).toEqual([0, false])
    expect(watched.lost()).toMatchObject({ code: 'storage.aborted' })
  })

  it('leaves no listener on the signal and no timer behind', async () => {
    const { signal } = new AbortController()
    const [add, remove] = [vi.spyOn(signal, 'addEventListener'), vi.spyOn(signal, 'removeEventListener')]
    const watched = watchClient({ query: () => Promise.resolve({ rows: [] }) }, { signal, answerWithinMs: 60_000 })
    await watched.client.query('one')
    expect(remove.mock.calls[0]?.[1]).toBe(add.mock.calls[0]?.[1])
  })
})
