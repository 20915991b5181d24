import { compareBytes } from '@farthing/core'
import { guardBody } from '../migrations/0016-immutability.js'
import { openingBody } from '../migrations/0033-event-bodies.js'
import { dropBody, judgeBody } from '../migrations/0039-event-months.js'
import { latestVersion } from '../migrations/migrations.js'
import type { ServerFacts, TableFacts } from './server-facts.js'
import { settingRules } from './unsafe-settings.js'

/** One thing that was looked at. `refused`: billing does not start, or must not. `warning`: it works, and a safeguard is missing. */
export interface ServerFinding {
  readonly check: string
  readonly verdict: 'ok' | 'warning' | 'refused'
  readonly found: string
  /** What to do; absent when all is well. */
  readonly advice?: string
}

type Verdict = Omit<ServerFinding, 'check'>

const ok = (found: string): Verdict => ({ verdict: 'ok', found })
const warning = (found: string, advice: string): Verdict => ({ verdict: 'warning', found, advice })
const refused = (found: string, advice: string): Verdict => ({ verdict: 'refused', found, advice })

function settingFindings({ settings }: ServerFacts): readonly ServerFinding[] {
  return settingRules.map(({ setting, refused: bad, consequence, remedy }) => {
    const found = settings[setting] ?? 'unknown'
    return { check: setting, ...(found === bad ? refused(found, `${consequence}; ${remedy}`) : ok(found)) }
  })
}

function standbys({ settings }: ServerFacts): Verdict {
  const level = settings['synchronous_commit'] ?? ''
  if ((settings['standbys'] ?? '') === '') return ok('none')
  if (level === 'on' || level === 'remote_apply') return ok(`waited for: ${level}`)
  return warning(`not waited for: ${level}`, 'a failover takes back what was acknowledged; set synchronous_commit = on')
}

function version({ settings }: ServerFacts): Verdict {
  const found = Number(settings['version'] ?? 0)
  const major = String(Math.floor(found * 0.0001))
  return found >= 150_000 ? ok(major) : refused(major, 'use PostgreSQL 15 or later')
}

function encoding({ settings }: ServerFacts): Verdict {
  const found = settings['encoding'] ?? 'unknown'
  return found === 'UTF8' ? ok(found) : refused(found, 'make the database with ENCODING UTF8; other encodings lose characters of events')
}

function role({ settings, tables = [] }: ServerFacts): Verdict {
  const name = settings['role'] ?? 'unknown'
  if (settings['passes_rls'] === 'true') return warning(name, 'row-level security does not bind it; use a role without SUPERUSER and BYPASSRLS')
  if (tables.some(({ isOwned }) => isOwned)) {
    return warning(name, 'it owns tables, so it can change what was recorded; connect as another role, which migrate grants what it needs')
  }
  return ok(name)
}

function schema({ tables, schemaVersion }: ServerFacts): Verdict {
  if (tables === undefined) return refused('missing', 'run migrate, or name the schema')
  if (schemaVersion === undefined) return refused('not readable', 'run migrate with this role as appRole')
  const found = `version ${schemaVersion}`
  if (schemaVersion < latestVersion) return refused(found, `run migrate: the library has version ${latestVersion}`)
  return schemaVersion > latestVersion ? refused(found, `update the library: it has version ${latestVersion}`) : ok(found)
}

const namesOf = (tables: readonly TableFacts[]): string => tables.map(({ name }) => name).join(', ')

function rowSecurity({ tables = [] }: ServerFacts): Verdict {
  const open = tables.filter(({ isForced }) => !isForced)
  return open.length === 0 ? ok(`forced on ${tables.length} tables`) : refused(`not forced, or by another policy, on ${namesOf(open)}`, 'somebody has switched it off or changed its policy; find out who, and force it again')
}

function privilegesHeld({ tables = [] }: ServerFacts): Verdict {
  const lacking = tables.filter(({ granted, wanted }) => wanted.some((privilege) => !granted.includes(privilege)))
  if (lacking.length > 0) return refused(`missing on ${namesOf(lacking)}`, 'run migrate with this role as appRole')
  const beyond = tables.filter(({ granted, wanted, isPartition }) => granted.some((privilege) => isPartition || !wanted.includes(privilege)))
  if (beyond.length > 0) return warning(`more than needed on ${namesOf(beyond)}`, 'what was recorded can be changed; revoke it, or connect as another role')
  return ok('what is needed and no more')
}

/** What lets events go; the application may only read it. */
const decisions: readonly string[] = ['event_retention', 'event_month', 'event_removal']

/** Tables that the application may only add to, and the partitions of such a table. */
function recordsOf(tables: readonly TableFacts[]): readonly TableFacts[] {
  return tables.filter(({ isPartition, name, wanted }) => name !== 'restore_epoch' && (isPartition || decisions.includes(name) || wanted.join() === 'SELECT,INSERT'))
}

function recordedStays({ tables = [], guard }: ServerFacts): Verdict {
  const open = recordsOf(tables).filter(({ isGuarded }) => !isGuarded)
  if (open.length > 0) return refused(`not guarded: ${namesOf(open)}`, 'somebody has taken the trigger recorded_stays away or changed it; find out who and what was changed, and make it again')
  const lost = tables.flatMap(({ lostChecks }) => lostChecks)
  if (lost.length > 0) return refused(`not checked: ${lost.join(', ')}`, 'somebody has taken these triggers away; find out who and what was written, look with farthing verify, and make them again')
  if (tables.length > 0 && guard?.body !== guardBody) return refused('another guard', 'somebody has replaced the function refuse_change; find out who and what was changed')
  if (guard !== undefined && guard.opening !== openingBody) return refused('another opening of the guard', 'somebody has replaced the function bodies_may_change, or migrate has not run; find out who and what was changed')
  if (guard !== undefined && guard.judging !== judgeBody + dropBody) return refused('another judge of months', 'somebody has replaced judge_event_month or drop_event_month, or migrate has not run; find out who and what went')
  if (guard?.isOfTableOwner === true) return warning('the owner of the tables can replace the guard', 'run migrate with a guardRole that it is no member of')
  return ok('guarded by another role')
}

function partitions({ months, lostMonths, currentMonth, tables }: ServerFacts): Verdict {
  if (lostMonths.length > 0) return refused(`gone: ${lostMonths.join(', ')}`, 'somebody has dropped or detached them, and not by farthing partitions; find out who, and restore them')
  const [last] = months
  if (tables === undefined) return ok('none')
  if (last === undefined) return ok('none: all events lie in one table, and none can be let go')
  const found = `${months.length} months, up to ${last}`
  return compareBytes(last, currentMonth) > 0 ? ok(found) : warning(found, 'events of the next month will lie in the default partition; run farthing partitions every month')
}

function oldestTransaction({ settings }: ServerFacts): Verdict {
  const seconds = Number(settings['oldest_seconds'] ?? 0)
  const found = `${seconds} s`
  return seconds < 300 ? ok(found) : warning(found, 'feeds and seals wait for it; look at pg_stat_activity, and set idle_in_transaction_session_timeout')
}

/** What there is to say about a server, in the order in which to repair it. */
export function serverFindings(facts: ServerFacts): readonly ServerFinding[] {
  const { settings } = facts
  const replica = settings['in_recovery'] === 'true' ? refused('replica', 'connect to the primary') : ok('primary')
  return [
    { check: 'version', ...version(facts) },
    { check: 'encoding', ...encoding(facts) },
    { check: 'primary', ...replica },
    ...settingFindings(facts),
    { check: 'synchronous standbys', ...standbys(facts) },
    { check: 'schema', ...schema(facts) },
    { check: 'role', ...role(facts) },
    { check: 'row-level security', ...rowSecurity(facts) },
    { check: 'privileges', ...privilegesHeld(facts) },
    { check: 'what was recorded', ...recordedStays(facts) },
    { check: 'event partitions', ...partitions(facts) },
    { check: 'oldest transaction', ...oldestTransaction(facts) },
  ]
}
