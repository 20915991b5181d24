import type { FailureCode } from '@farthing/core'

/**
 * What to make of an error of the server. `surface`: a defect of ours, of the host's or of the database, which repeating does not mend;
 * it reaches the caller as it came.
 */
export type StateMeaning = Extract<FailureCode, 'storage.contention' | 'storage.unavailable' | 'storage.schema_older' | 'storage.outcome_unknown'> | 'surface'

/** Every class of SQLSTATE that PostgreSQL has (its Appendix A). */
const meaningOfClass: Readonly<Record<string, StateMeaning>> = {
  '00': 'surface', // success, which is no error
  '01': 'surface', // warning
  '02': 'surface', // no data
  '03': 'surface', // statement not yet complete
  '08': 'storage.unavailable', // connection
  '09': 'surface', // triggered action
  '0A': 'surface', // feature not supported
  '0B': 'surface', // transaction initiation
  '0F': 'surface', // locator
  '0L': 'surface', // grantor
  '0P': 'surface', // role specification
  '0Z': 'surface', // diagnostics
  '10': 'surface', // XQuery
  '20': 'surface', // case not found
  '21': 'surface', // cardinality
  '22': 'surface', // data
  '23': 'surface', // integrity: keys of ours are never left to fail, so this is a guard that has caught a defect
  '24': 'surface', // cursor state
  '25': 'surface', // transaction state
  '26': 'surface', // statement name
  '27': 'surface', // triggered data change
  '28': 'surface', // authorization
  '2B': 'surface', // dependent privileges
  '2D': 'surface', // transaction termination
  '2F': 'surface', // SQL routine
  '34': 'surface', // cursor name
  '38': 'surface', // external routine
  '39': 'surface', // external routine invocation
  '3B': 'surface', // savepoint
  '3D': 'surface', // catalog name
  '3F': 'storage.schema_older', // schema name
  '40': 'storage.contention', // transaction rollback
  '42': 'surface', // syntax or access rule
  '44': 'surface', // check option
  '53': 'storage.unavailable', // out of disk, memory or connections
  '54': 'surface', // program limit
  '55': 'surface', // object not in the state it should have
  '57': 'storage.unavailable', // shutdown, crash of a neighbour, cancelled
  '58': 'storage.unavailable', // input and output
  '72': 'surface', // snapshot too old
  F0: 'surface', // configuration file
  HV: 'surface', // foreign data
  P0: 'surface', // PL/pgSQL
  XX: 'surface', // internal, and corruption
}

const meaningOfState: Readonly<Record<string, StateMeaning>> = {
  '25006': 'storage.unavailable', // read-only transaction, as after a failover
  '25P03': 'storage.unavailable', // the session was idle in its transaction for too long, and was ended
  '25P04': 'storage.unavailable', // the transaction took too long, and its session was ended
  '40002': 'surface', // integrity, found at the end of the transaction
  '40003': 'storage.outcome_unknown', // statement completion unknown
  '42P01': 'storage.schema_older', // undefined table
  '42703': 'storage.schema_older', // undefined column
  '42883': 'storage.schema_older', // undefined function
  '55P03': 'storage.contention', // lock not available
}

/** What a state of five characters means; a class that nobody knows is a defect. */
export function meaningOf(state: string): StateMeaning {
  return meaningOfState[state] ?? meaningOfClass[state.slice(0, 2)] ?? 'surface'
}

/** Whether the server has ended the session together with its answer. */
export function endsSession(state: string): boolean {
  return state.startsWith('08') || state.startsWith('57P') || state === '25P03' || state === '25P04'
}
