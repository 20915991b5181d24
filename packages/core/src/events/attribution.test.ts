import { describe, expect, test } from 'vitest'
import { failureOf } from '../errors/failure.js'
import { attributeOf, attributesOf, attributionAttributes } from './attribution.js'
import { fingerprintEvent } from './fingerprint-event.js'
import { parseUsageEvent } from './parse-usage-event.js'
import { toCloudEvent } from './to-cloud-event.js'

const plain = { id: '1', source: 's', type: 't', subject: 'u', time: '2026-10-14T09:00:00Z', data: {} }
const attributed = {
  submitter: 'ada', project: 'weather', resource: 'node-7', instance: 'app-3', route: 'edge/fra', resellers: 'north/acme', usagesource: 'gateway', correlationid: 'req-9',
}

describe('attribution', () => {
  test('is every attribute, as it was sent, and survives a CloudEvent', () => {
    const event = parseUsageEvent({ ...plain, ...attributed, traceparent: '00-ab' })
    expect(attributesOf(event)).toEqual(attributed)
    expect(Object.keys(attributed)).toEqual([...attributionAttributes])
    expect(parseUsageEvent(toCloudEvent(event))).toEqual(event)
    expect(attributesOf(parseUsageEvent(plain))).toEqual({})
    expect(attributeOf(event, 'project')).toBe('weather')
    expect(attributeOf(parseUsageEvent(plain), 'project')).toBeUndefined()
  })

  test.each(attributionAttributes.filter((attribute) => attribute !== 'correlationid'))('%s is part of what an event says', (attribute) => {
    const other = { ...attributed, [attribute]: 'other' }
    expect(fingerprintEvent(parseUsageEvent({ ...plain, ...other }))).not.toBe(fingerprintEvent(parseUsageEvent({ ...plain, ...attributed })))
    expect(fingerprintEvent(parseUsageEvent({ ...plain, [attribute]: 'x' }))).not.toBe(fingerprintEvent(parseUsageEvent(plain)))
  })

  test('a redelivery may carry another correlation id and trace', () => {
    const redelivered = { ...plain, ...attributed, correlationid: 'req-10', traceparent: '00-cd' }
    expect(fingerprintEvent(parseUsageEvent(redelivered))).toBe(fingerprintEvent(parseUsageEvent({ ...plain, ...attributed })))
    expect(fingerprintEvent(parseUsageEvent({ ...plain, correlationid: 'req-10' }))).toBe(fingerprintEvent(parseUsageEvent(plain)))
  })

  test.each([
    ['empty', '', 'text.empty'],
    ['a number', 7, 'text.malformed'],
    ['257 characters', 'x'.repeat(257), 'text.too_long'],
  ])('is refused when it is %s', (_, project, code) => {
    try {
      parseUsageEvent({ ...plain, project })
      expect.unreachable()
    } catch (error) {
      expect(failureOf(error)).toMatchObject({ code, field: 'project' })
    }
  })
})
