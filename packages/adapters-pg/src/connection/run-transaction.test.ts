import { describe, expect, it } from 'vitest'
import { runTransaction } from './run-transaction.js'
import { watchClient } from './watch-client.js'

const gone = new Error('Connection terminated unexpectedly')
const refused = Object.assign(new Error('deferred'), { code: '23514' })

/** A connection that answers every statement, but for those that are to fail. */
function lease(options: { readonly isInside?: boolean; readonly failing?: Readonly<Record<string, Error>> } = {}) {
  const sent: string[] = []
  const query = (text: string) => {
    sent.push(text.replace(' ISOLATION LEVEL READ COMMITTED READ WRITE', ''))
    const error = options.failing?.[text]
    return error === undefined ? Promise.resolve({ rows: [] }) : Promise.reject(error)
  }
  return { ...watchClient({ query }, {}), isInside: options.isInside ?? false, sent }
}

const fails = () => Promise.reject(new Error('of the work'))

describe('a transaction of ours', () => {
  it('is committed after the work, or rolled back', async () => {
    const [good, bad] = [lease(), lease()]
    expect(await runTransaction(good, () => Promise.resolve('result'))).toBe('result')
    await expect(runTransaction(bad, fails)).rejects.toThrow('of the work')
    expect([good.sent, bad.sent]).toEqual([['BEGIN', 'COMMIT'], ['BEGIN', 'ROLLBACK']])
    expect([good.lost(), bad.lost()]).toEqual([undefined, undefined])
  })

  it('has an unknown outcome when the connection goes during the commit', async () => {
    const cut = lease({ failing: { COMMIT: gone } })
    await expect(runTransaction(cut, () => Promise.resolve())).rejects.toMatchObject({ code: 'storage.outcome_unknown' })
    expect(cut.lost()).toBe(gone)
  })

  it.each(['53100', '58030'])('has an unknown outcome when the server ends the commit with %s, of which it may be dying', async (code) => {
    const full = lease({ failing: { COMMIT: Object.assign(new Error('no room'), { code }) } })
    await expect(runTransaction(full, () => Promise.resolve())).rejects.toMatchObject({ code: 'storage.outcome_unknown' })
  })

  it('has a known outcome when the server refuses the commit', async () => {
    const unbalanced = lease({ failing: { COMMIT: refused } })
    await expect(runTransaction(unbalanced, () => Promise.resolve())).rejects.toBe(refused)
    expect(unbalanced.lost()).toBeUndefined()
  })

  it('sends no rollback where nothing answers any more', async () => {
    const dead = lease({ failing: { 'SELECT 1': gone } })
    await expect(runTransaction(dead, () => dead.client.query('SELECT 1'))).rejects.toBe(gone)
    expect(dead.sent).toEqual(['BEGIN', 'SELECT 1'])
  })

  it('is refused by a replica', async () => {
    const replica = lease({ failing: { 'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE': Object.assign(new Error('recovery'), { code: '0A000' }) } })
    await expect(runTransaction(replica, () => Promise.resolve())).rejects.toMatchObject({ code: 'storage.unsafe' })
  })

  it('gives the failure of the work when the rollback fails too, and reports the connection', async () => {
    const dead = lease({ failing: { ROLLBACK: gone } })
    await expect(runTransaction(dead, fails)).rejects.toThrow('of the work')
    expect(dead.lost()).toBe(gone)
  })
})

describe('a transaction of the host', () => {
  it('is neither begun nor ended: ours is a savepoint in it', async () => {
    const [good, bad] = [lease({ isInside: true }), lease({ isInside: true })]
    await runTransaction(good, () => Promise.resolve())
    await expect(runTransaction(bad, fails)).rejects.toThrow('of the work')
    expect(good.sent).toEqual(['SAVEPOINT farthing', 'RELEASE SAVEPOINT farthing'])
    expect(bad.sent).toEqual(['SAVEPOINT farthing', 'ROLLBACK TO SAVEPOINT farthing', 'RELEASE SAVEPOINT farthing'])
  })

  it('that has failed is for the host to begin again', async () => {
    const failed = lease({ isInside: true, failing: { 'SAVEPOINT farthing': Object.assign(new Error('aborted'), { code: '25P02' }) } })
    await expect(runTransaction(failed, () => Promise.resolve())).rejects.toMatchObject({ code: 'storage.contention' })
    expect(failed.sent).toEqual(['SAVEPOINT farthing'])
  })
})
