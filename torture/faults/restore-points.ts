import { resultText } from '../check-point.js'
import { cutProblems, openReaders, scanned } from '../observe/feeds.js'
import { dumpLoader, takeDump } from '../observe/dump.js'
import { interceptedPool } from '../observe/intercepted-pool.js'
import { keptState, type KeptState } from '../observe/kept-state.js'
import type { Baseline, Point } from '../point.js'
import { withAttemptPool, type Target } from '../target.js'
import { billingOn, tenant, type Workflow } from '../workflows.js'

/** A server that dumps are restored on, one after another. */
export interface SpareServer {
  readonly target: Target
  readonly kept: KeptState
  readonly load: (dump: string) => Promise<void>
}

/** The same server for all; whoever asks waits until the one before is done. */
export interface Spare {
  use<T>(work: (server: SpareServer) => Promise<T>): Promise<T>
  stop(): Promise<void>
}

/** Starts the server when it is first asked for: most runs of single points need none. */
export function spareOf(start: () => Promise<Target>): Spare {
  let started: Promise<SpareServer> | undefined
  let turn: Promise<unknown> = Promise.resolve()
  const open = async (): Promise<SpareServer> => {
    const target = await start()
    return { target, kept: await keptState(target.admin), load: await dumpLoader(target.admin) }
  }
  return {
    use(work) {
      const done = turn.then(async () => work(await (started ??= open())))
      turn = done.catch(() => undefined)
      return done
    },
    stop: async () => (await started)?.target.stop(),
  }
}

const idOf = async ({ admin }: Target): Promise<bigint> => BigInt((await admin.query<{ id: string }>('SELECT pg_current_xact_id()::text AS id')).rows[0]?.id ?? '0')

/** Ids of a server that has worked for years are ahead of those of the one that a dump is restored on: what is written there has lower ones. */
async function bringAhead(target: Target, spare: Target): Promise<void> {
  if ((await idOf(target)) > (await idOf(spare)) + 1_000n) return
  await target.admin.query('SET synchronous_commit = off')
  await target.admin.query('DO $$ BEGIN FOR id IN 1 .. 20000 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$')
  await target.admin.query('SET synchronous_commit = on')
}

interface Disaster {
  readonly dump: string
  /** Positions of somebody who read on the old server: when the dump was taken, and when the server was lost. */
  readonly cuts: readonly { readonly cut: string; readonly shown: readonly string[] }[]
}

/** On the other server: the command again, and everybody who reads what is new. */
async function afterRestore({ target, kept, load }: SpareServer, workflow: Workflow, { dump, cuts }: Disaster, { states, result }: Baseline): Promise<readonly string[]> {
  await load(dump)
  const storage = target.storageOf(target.steady)
  const billing = billingOn(storage)
  const problems: string[] = []
  for (const { cut, shown } of cuts.slice(0, 1)) if (JSON.stringify(await scanned(storage, { cut })) !== JSON.stringify(shown)) problems.push('a cut from before the restore shows something else than it showed')
  if (resultText(await workflow.run(billing)) !== result) problems.push('the repeat after the restore gave another result')
  if ((await kept.read(workflow.countsRepeats ?? [])) !== states.at(-1)) problems.push('the repeat after the restore left another state')
  for (const { cut } of cuts) problems.push(...(await cutProblems(storage, cut)))
  return [...problems, ...(await openReaders(target.admin, billing).readAll())]
}

/**
 * Before each COMMIT, and after the last, a dump is taken; the command goes on, and all of it that came after the dump is lost with the server. The dump
 * is restored on another one, whose transaction ids are lower, and the command is repeated there.
 */
export function restorePoints(target: Target, workflow: Workflow, { statements, spare }: { readonly statements: readonly string[]; readonly spare: Spare }): readonly Point[] {
  const commits = statements.flatMap((text, place) => (text === 'COMMIT' ? [place] : []))
  const storage = target.storageOf(target.steady)
  const lookAt = async (): Promise<Disaster['cuts'][number]> => {
    const cut = await storage.transaction(tenant, ({ events }) => events.takeCut())
    return { cut, shown: await scanned(storage, { cut }) }
  }
  return [...commits, statements.length].map((place, commit): Point => {
    let disaster: Disaster | undefined
    const attempt = async (): Promise<unknown> => {
      await spare.use((server) => bringAhead(target, server.target))
      let before: Disaster | undefined
      const observe = async (): Promise<void> => void (before = { dump: await takeDump(target.admin), cuts: [await lookAt()] })
      const result = await withAttemptPool(target.url, (pool) => {
        const intercepted = interceptedPool(pool, async ({ index, send }) => {
          if (index === place) await observe()
          return send()
        })
        return workflow.run(billingOn(target.storageOf(intercepted)))
      })
      if (before === undefined) await observe()
      if (before !== undefined) disaster = { dump: before.dump, cuts: [...before.cuts, await lookAt()] }
      return result
    }
    return {
      workflow,
      kind: 'restore',
      name: `${workflow.name} restore to ${commit === commits.length ? 'the end' : `before commit ${commit}`}`,
      attempt,
      succeeds: true,
      afterwards: (baseline) => (disaster === undefined ? Promise.resolve(['no dump was taken']) : spare.use((server) => afterRestore(server, workflow, disaster as Disaster, baseline))),
    }
  })
}
