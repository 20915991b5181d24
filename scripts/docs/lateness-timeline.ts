import { startWindowing, stepWindowing, type Instant, type LatenessPolicy, type WindowingInput, type WindowingState } from '@farthing/core'

/** The story of the page: one day of one meter that waits for two sources. Clock and event times as day and hour of October 2026. */
const policy: LatenessPolicy = { watermark: { kind: 'source', sources: ['api', 'edge'], deadline: 'P1D' }, grace: 'PT1H' }
const complete = (at: string, source: string, upTo: string): WindowingInput => ({ kind: 'complete', source, at: instant(at), upTo: instant(upTo) })
const inputs: readonly WindowingInput[] = [
  complete('14T15:00', 'api', '14T15:00'),
  complete('14T15:00', 'edge', '14T15:00'),
  complete('14T18:00', 'api', '14T18:00'),
  complete('14T18:00', 'edge', '14T18:00'),
  complete('14T21:00', 'api', '14T21:00'),
  complete('15T00:00', 'api', '15T00:00'),
  complete('15T03:00', 'api', '15T03:00'),
  complete('15T05:00', 'edge', '15T01:00'),
  complete('15T06:00', 'api', '15T06:00'),
  complete('15T08:00', 'edge', '15T08:00'),
  complete('15T09:00', 'api', '15T09:00'),
  complete('15T12:00', 'api', '15T12:00'),
  complete('15T12:00', 'edge', '15T12:00'),
]
const events = [
  { name: 'e1', at: '15T04:00', time: '14T20:00', note: 'in time', side: -1 },
  { name: 'e2', at: '15T07:00', time: '14T22:30', note: 'late: next revision', side: 1 },
  { name: 'e3', at: '15T11:00', time: '14T17:00', note: 'late: correction', side: -1 },
] as const
const invoiced = '15T09:00'

const [firstHour, lastHour] = [hourOf('14T14:00'), hourOf('15T13:00')]
const [left, top, hourWidth, hourHeight] = [96, 40, 26, 14]
const [width, height] = [left + (lastHour - firstHour) * hourWidth + 150, top + (lastHour - firstHour) * hourHeight + 56]
const colours = { now: '#8a8f98', api: '#1a7f5a', edge: '#b35900', watermark: '#1f2937', late: '#b42318' } as const

/** The drawing of the page on lateness: clock to the right, event time upwards, every line as the windowing reducer gives it. */
export function latenessTimeline(): string {
  const states = statesOf()
  const closedAt = states.find(({ closedTo }) => closedTo >= instant('15T00:00'))?.clock ?? ''
  const end = y('15T00:00')
  const lines = [
    `<rect x="${left}" y="${end}" width="${x('15T13:00') - left}" height="${y('14T14:00') - end}" fill="#eef2ff"/>`,
    text(left + 6, end + 14, 'window: 14 October', 'start', '#4f5d8f'),
    ...hours().flatMap(axisMarks),
    line([['14T14:00', '14T14:00'], ['15T13:00', '15T13:00']], colours.now, 'stroke-dasharray="2 4"'),
    line([['14T14:00', '15T00:00'], ['15T13:00', '15T00:00']], '#4f5d8f', ''),
    line([['14T14:00', '15T01:00'], ['15T13:00', '15T01:00']], '#4f5d8f', 'stroke-dasharray="6 3"'),
    text(left + 6, y('15T01:00') - 4, 'end + grace of 1 h', 'start', '#4f5d8f'),
    steps(states, (state) => upToOf(state, 'api'), colours.api, 1.5),
    steps(states, (state) => upToOf(state, 'edge'), colours.edge, 1.5),
    steps(states, (state) => state.watermark, colours.watermark, 3.5, 'opacity="0.45"'),
    ...mark(hourText(closedAt), 'sealed'),
    ...mark(invoiced, 'invoiced'),
    ...events.flatMap(eventMarks),
    ...legend(),
    text(left + (x('15T13:00') - left) / 2, height - 12, 'clock, UTC', 'middle', '#374151'),
    text(12, 22, 'event time', 'start', '#374151'),
  ]
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12" role="img" aria-labelledby="title desc">`,
    `<title id="title">One day of a meter that waits for two sources</title>`,
    `<desc id="desc">The watermark follows the slower source. The window of 14 October is sealed when the watermark reaches its end and the grace; an event before that is in time, events after it are late.</desc>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...lines,
    '</svg>',
    '',
  ].join('\n')
}

function statesOf(): readonly WindowingState[] {
  let state = startWindowing('tokens')
  return inputs.map((input) => (state = stepWindowing(state, input, policy).state))
}

function upToOf({ sources }: WindowingState, source: string): Instant {
  return sources.find((progress) => progress.source === source)?.upTo ?? instant('14T14:00')
}

function steps(states: readonly WindowingState[], valueOf: (state: WindowingState) => Instant, colour: string, stroke: number, more = ''): string {
  const points: (readonly [string, string])[] = []
  let before: string | undefined
  for (const state of states) {
    const [at, value] = [hourText(state.clock), later(hourText(valueOf(state)), '14T14:00')]
    if (before !== undefined) points.push([at, before])
    points.push([at, value])
    before = value
  }
  points.push(['15T13:00', before ?? '14T14:00'])
  return line(points, colour, `stroke-width="${stroke}" stroke-linejoin="round" ${more}`)
}

function eventMarks({ name, at, time, note, side }: (typeof events)[number]): readonly string[] {
  const isLate = note !== 'in time'
  const colour = isLate ? colours.late : colours.edge
  return [
    `<circle cx="${x(at)}" cy="${y(time)}" r="5" fill="${isLate ? '#ffffff' : colour}" stroke="${colour}" stroke-width="2"/>`,
    text(x(at) + side * 9, y(time) + 4, `${name}, ${note}`, side > 0 ? 'start' : 'end', colour),
  ]
}

function mark(at: string, label: string): readonly string[] {
  return [line([[at, '14T14:00'], [at, '15T13:00']], '#374151', 'stroke-dasharray="4 3"'), text(x(at), top - 8, `${label} ${at.slice(3)}`, 'middle', '#374151')]
}

function axisMarks(at: string): readonly string[] {
  return [
    text(x(at), y('14T14:00') + 16, at.slice(3), 'middle', '#374151'),
    text(left - 8, y(at) + 4, `${at.slice(0, 2)} Oct ${at.slice(3)}`, 'end', '#374151'),
    `<path d="M${x(at)} ${y('14T14:00')}v4M${left} ${y(at)}h-4" stroke="#374151" fill="none"/>`,
  ]
}

function legend(): readonly string[] {
  const entries = [['now', colours.now, 1, '2 4'], ['api is complete', colours.api, 1.5, ''], ['edge is complete', colours.edge, 1.5, ''], ['watermark', colours.watermark, 3.5, '']] as const
  return entries.flatMap(([label, colour, stroke, dash], index) => {
    const [from, at] = [x('15T13:00') + 14, top + 14 + index * 20]
    return [`<path d="M${from} ${at}h22" stroke="${colour}" stroke-width="${stroke}"${dash === '' ? '' : ` stroke-dasharray="${dash}"`}/>`, text(from + 28, at + 4, label, 'start', '#374151')]
  })
}

function line(points: readonly (readonly [at: string, time: string])[], colour: string, more: string): string {
  return `<polyline points="${points.map(([at, time]) => `${x(at)},${y(time)}`).join(' ')}" fill="none" stroke="${colour}" ${more}/>`
}

function text(atX: number, atY: number, label: string, anchor: 'start' | 'middle' | 'end', colour: string): string {
  return `<text x="${atX}" y="${atY}" text-anchor="${anchor}" fill="${colour}" stroke="#ffffff" stroke-width="3" stroke-opacity="0.8" paint-order="stroke">${label}</text>`
}

function hours(): readonly string[] {
  return ['14T15:00', '14T18:00', '14T21:00', '15T00:00', '15T03:00', '15T06:00', '15T09:00', '15T12:00']
}

function x(at: string): number {
  return left + (hourOf(at) - firstHour) * hourWidth
}

function y(time: string): number {
  return top + (lastHour - hourOf(time)) * hourHeight
}

/** Hours since the start of October. */
function hourOf(text: string): number {
  const [day = '', hour = '', minute = ''] = text.split(/[T:]/)
  return Number(day) * 24 + Number(hour) + Number(minute) / 60
}

function instant(text: string): Instant {
  return `2026-10-${text}:00.000000Z`
}

function hourText(at: Instant): string {
  return at.slice(8, 16)
}

function later(a: string, b: string): string {
  return a > b ? a : b
}
