import { expect, test } from 'vitest'
import { checkZone } from './check-zone.js'
import { codeOf } from './test/code-of.js'

test.each([
  ['Europe/Berlin', 'Europe/Berlin'],
  ['europe/berlin', 'Europe/Berlin'],
  ['AMERICA/ARGENTINA/BUENOS_AIRES', 'America/Argentina/Buenos_Aires'],
  ['america/port-au-prince', 'America/Port-au-Prince'],
  ['antarctica/dumontdurville', 'Antarctica/DumontDUrville'],
  ['asia/ust-nera', 'Asia/Ust-Nera'],
  ['africa/dar_es_salaam', 'Africa/Dar_es_Salaam'],
  ['america/argentina/comodrivadavia', 'America/Argentina/ComodRivadavia'],
  ['nz-chat', 'NZ-CHAT'],
  ['utc', 'UTC'],
  ['Etc/GMT-3', 'Etc/GMT-3'],
  ['Asia/Calcutta', 'Asia/Calcutta'],
  ['Asia/Kolkata', 'Asia/Kolkata'],
])('%s is %s', (given, zone) => {
  expect(checkZone(given)).toBe(zone)
  expect(checkZone(zone)).toBe(zone)
})

test('every zone that the time zone data list is known under its own name', () => {
  const zones = Intl.supportedValuesOf('timeZone')
  expect(zones.length).toBeGreaterThan(400)
  expect(zones.filter((zone) => checkZone(zone) !== zone)).toEqual([])
})

test.each(['', 'Mars/Olympus', '+02:00', '-05', 'Z', 'UTC+2', 'CEST', 'Europe/Berlin ', 'Europe\u0000/Berlin', '__proto__', 'Europe/Berlin[u-ca=hebrew]', 'x'.repeat(100_000)])(
  '%.20s is refused',
  (zone) => {
    expect(codeOf(() => checkZone(zone))).toBe('time.zone_unknown')
  },
)

test('a refusal names field and text, and what is refused once stays refused', () => {
  expect(() => checkZone('Mars/Olympus', 'account.zone')).toThrow('account.zone is "Mars/Olympus" (rule: a zone is an IANA time zone name)')
  expect(() => checkZone('Mars/Olympus', 'other')).toThrow('other is "Mars/Olympus"')
})
