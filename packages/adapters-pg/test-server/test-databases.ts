import pg from 'pg'

/** What the tests of one run share: a server, two roles and a migrated database that others are copied from. */
export interface TestRun {
  /** Of a role that may create databases and roles. */
  readonly adminUrl: string
  readonly name: string
  /** Owns the schema; no superuser, because row-level security does not hold for one. */
  readonly ownerRole: string
  /** Has what `migrate` grants to `appRole`. */
  readonly appRole: string
  /** Owns the guard of what was recorded; nobody logs in as it. */
  readonly guardRole: string
  readonly password: string
  readonly template: string
}

/** One database of a test file. */
export interface TestDatabase {
  readonly name: string
  readonly adminUrl: string
  readonly ownerUrl: string
  readonly appUrl: string
}

/** Runs statements on a connection of its own. */
async function execute(url: string, ...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

function urlOf(base: string, database: string, role?: { readonly name: string; readonly password: string }): string {
  const url = new URL(base)
  url.pathname = `/${database}`
  if (role !== undefined) {
    url.username = role.name
    url.password = role.password
  }
  return url.href
}

export function databaseUrls(run: TestRun, name: string): TestDatabase {
  const { ownerRole, appRole, password } = run
  return {
    name,
    adminUrl: urlOf(run.adminUrl, name),
    ownerUrl: urlOf(run.adminUrl, name, { name: ownerRole, password }),
    appUrl: urlOf(run.adminUrl, name, { name: appRole, password }),
  }
}

/** Makes the roles and an empty template; names carry the run, so that runs on one server do not meet. */
export async function openTestRun(adminUrl: string, name: string, password: string): Promise<TestRun> {
  const run = { adminUrl, name, ownerRole: `${name}_owner`, appRole: `${name}_app`, guardRole: `${name}_guard`, password, template: `${name}_template` }
  const role = `LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '${password}'`
  await execute(adminUrl, `CREATE ROLE ${run.ownerRole} ${role}`, `CREATE ROLE ${run.appRole} ${role}`, `CREATE ROLE ${run.guardRole}`)
  await execute(adminUrl, `GRANT ${run.ownerRole} TO CURRENT_USER`, `CREATE DATABASE ${run.template} OWNER ${run.ownerRole}`)
  return run
}

/** Removes the roles and every database of the run, those too that a test file which was killed has left. */
export async function closeTestRun(run: TestRun): Promise<void> {
  const client = new pg.Client({ connectionString: run.adminUrl })
  await client.connect()
  try {
    const left = await client.query<{ name: string }>('SELECT datname AS name FROM pg_database WHERE starts_with(datname, $1)', [run.name])
    for (const { name } of left.rows) await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    await client.query(`DROP ROLE ${run.ownerRole}, ${run.appRole}, ${run.guardRole}`)
  } finally {
    await client.end()
  }
}

let made = 0

/** A database of its own, copied from the migrated template or empty. */
export async function createDatabase(run: TestRun, from: 'migrated' | 'empty'): Promise<TestDatabase> {
  const name = `${run.name}_${process.pid}_${(made += 1)}`
  const template = from === 'migrated' ? ` TEMPLATE ${run.template}` : ''
  await execute(run.adminUrl, `CREATE DATABASE ${name} OWNER ${run.ownerRole}${template}`)
  return databaseUrls(run, name)
}

export async function dropDatabase(run: TestRun, { name }: TestDatabase): Promise<void> {
  await execute(run.adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
}
