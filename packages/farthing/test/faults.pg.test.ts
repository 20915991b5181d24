import { memory } from '@farthing/adapters-memory'
import { expect, it } from 'vitest'
import { useTestDatabase } from '../../adapters-pg/test-server/use-test-database.js'
import { postgres } from '../src/postgres.js'
import { clockGoesBack, consumerThrows, diesAfterIngest } from './faults.js'

const database = useTestDatabase()

it('a clock that goes back makes nothing twice, and takes nothing back', async () => {
  expect(await clockGoesBack(postgres(database.app()), 'clock', true)).toEqual(await clockGoesBack(memory(), 'clock', false))
})

it('a consumer that throws gets every message, in the order of each account', async () => {
  expect(await consumerThrows(postgres(database.app()), 'consumer', true)).toEqual({ ...(await consumerThrows(memory(), 'consumer', false)), hasWaited: true })
})

it('what came in is accrued once, although the process behind the ingest dies', async () => {
  expect(await diesAfterIngest(postgres(database.app()), 'dies', 30)).toEqual(await diesAfterIngest(memory(), 'dies', undefined))
})
