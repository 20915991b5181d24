import { expect, test } from 'vitest'
import { latenessTimeline } from './lateness-timeline.js'

test('the timeline says when the window closes, and which events are late', () => {
  const svg = latenessTimeline()
  for (const label of ['sealed 05:00', 'invoiced 09:00', 'e1, in time', 'e2, late: next revision', 'e3, late: correction']) expect(svg).toContain(`>${label}<`)
  expect(svg).not.toContain('NaN')
})
