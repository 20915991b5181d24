import { add, compare, multiply, subtract, type Decimal, type Exact } from '@farthing/core'
import { ratePrice } from '@farthing/pricing'
import type { PriceCurve } from './price-page.js'

const colours = ['#1a7f5a', '#b35900', '#4f5d8f'] as const
const [left, top, plotWidth, plotHeight] = [64, 24, 520, 240]
const [width, height] = [left + plotWidth + 24, top + plotHeight + 72]
/** Ticks on either axis, at most. */
const maxTicks = 8
/** Just beyond a bound. */
const beyond: Decimal = '0.000001'
const samples = 200

interface Point {
  readonly across: Decimal
  readonly amount: Exact
}

/** What cost is drawn against, and a line for each way to pay. */
export interface CostCurve extends Pick<PriceCurve, 'across' | 'upTo' | 'breaks'> {
  readonly lines: readonly CostLine[]
}

export interface CostLine {
  readonly label: string
  readonly amountAt: (across: Decimal) => Exact
}

/** Draws cost against quantity, every point as `ratePrice` gives it. */
export function priceCurve(title: string, { lines, factsAt = (quantity) => ({ quantity }), ...curve }: PriceCurve): string {
  return costCurve(title, { ...curve, lines: lines.map(({ label, price, factsAt: facts = factsAt }) => ({ label, amountAt: (across) => ratePrice(price, facts(across)).amount })) })
}

/** Draws cost against quantity. Where an amount jumps, the value at the bound is a full circle. */
export function costCurve(title: string, curve: CostCurve): string {
  const drawn = curve.lines.map((line) => ({ line, runs: runsOf(curve, line) }))
  const amounts = drawn.flatMap(({ runs }) => runs.flat().map(({ amount }) => numberOf(amount)))
  const axes = { across: ticksUpTo(numberOf(curve.upTo)), amount: ticksUpTo(Math.max(...amounts)) }
  const place = placer(axes.across.end, axes.amount.end)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12" role="img" aria-labelledby="title">`,
    `<title id="title">${title}: cost against ${curve.across}</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...axes.across.ticks.flatMap((tick) => [rule(place(tick, 0), place(tick, axes.amount.end)), text(place(tick, 0), [0, 16], tickText(tick), 'middle')]),
    ...axes.amount.ticks.flatMap((tick) => [rule(place(0, tick), place(axes.across.end, tick)), text(place(0, tick), [-8, 4], tickText(tick), 'end')]),
    text([left + plotWidth, top + plotHeight], [0, 34], curve.across, 'end'),
    text([left, top], [-8, -8], 'cost', 'end'),
    ...drawn.flatMap(({ runs }, index) => lineOf(runs, colours[index % colours.length] ?? '', place)),
    ...drawn.flatMap(({ line }, index) => legendOf(line, index)),
    '</svg>',
    '',
  ].join('\n')
}

/** A line in pieces, broken where it may jump and does. */
function runsOf({ upTo, breaks = [] }: CostCurve, { amountAt }: CostLine): readonly (readonly Point[])[] {
  const at = (across: Decimal): Point => ({ across, amount: amountAt(across) })
  const bounds = breaks.filter((bound) => compare(bound, upTo) < 0)
  const edges = [...bounds, upTo]
  return edges.map((edge, index) => {
    const start = index === 0 ? '0' : (bounds[index - 1] ?? '0')
    const first = index === 0 ? at('0') : { ...at(add(start, beyond)), across: start }
    return [first, ...between(start, edge).map(at), at(edge)]
  })
}

/** Places inside a piece of the axis; the share of the samples that falls to it. */
function between(from: Decimal, to: Decimal): readonly Decimal[] {
  const step = '0.005'
  const length = subtract(to, from)
  return Array.from({ length: samples - 1 }, (_, index) => add(from, multiply(length, multiply(step, `${index + 1}`))))
}

type Place = readonly [x: number, y: number]
type Placer = (across: number, amount: number) => Place

function placer(acrossEnd: number, amountEnd: number): Placer {
  return (across, amount) => [left + share(across, acrossEnd) * plotWidth, top + plotHeight - share(amount, amountEnd) * plotHeight]
}

function lineOf(runs: readonly (readonly Point[])[], colour: string, place: Placer): readonly string[] {
  return runs.flatMap((run, index) => {
    const points = run.map(({ across, amount }) => place(numberOf(across), numberOf(amount)))
    const before = runs[index - 1]?.at(-1)
    const [first] = run
    const jumps = before !== undefined && first !== undefined && Math.abs(numberOf(before.amount) - numberOf(first.amount)) > 0.001
    const last = before === undefined || first === undefined || !jumps ? [] : [dot(place(numberOf(before.across), numberOf(before.amount)), colour, colour), dot(place(numberOf(first.across), numberOf(first.amount)), colour, '#ffffff')]
    return [`<polyline points="${straightened(points).map(pair).join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`, ...last]
  })
}

/** Points on one straight line say no more than its ends. */
function straightened(points: readonly Place[]): readonly Place[] {
  return points.filter((point, index) => {
    const [before, after] = [points[index - 1], points[index + 1]]
    if (before === undefined || after === undefined) return true
    const bend = (point[0] - before[0]) * (after[1] - before[1]) - (after[0] - before[0]) * (point[1] - before[1])
    return Math.abs(bend) > 0.0001
  })
}

interface Ticks {
  readonly ticks: readonly number[]
  readonly end: number
}

/** Round ticks from 0 to at least `most`. */
function ticksUpTo(most: number): Ticks {
  const wanted = share(Math.max(most, 0.000001), maxTicks)
  const power = 10 ** Math.floor(Math.log10(wanted))
  const step = power * ([1, 2, 2.5, 5, 10].find((factor) => power * factor >= wanted) ?? 10)
  const count = Math.max(1, Math.ceil(share(most, step) - 0.000001))
  return { ticks: Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12))), end: count * step }
}

function legendOf({ label }: CostLine, index: number): readonly string[] {
  const [x, y] = [left + 12, top + 16 + index * 18]
  return [`<path d="M${x} ${y}h22" stroke="${colours[index % colours.length] ?? ''}" stroke-width="2"/>`, text([x, y], [28, 4], label, 'start')]
}

function rule(from: Place, to: Place): string {
  return `<path d="M${pair(from)}L${pair(to)}" stroke="#e5e7eb" fill="none"/>`
}

function pair([x, y]: Place): string {
  return `${rounded(x)},${rounded(y)}`
}

function dot([x, y]: Place, stroke: string, fill: string): string {
  return `<circle cx="${rounded(x)}" cy="${rounded(y)}" r="3.5" fill="${fill}" stroke="${stroke}" stroke-width="1.5"/>`
}

function text([x, y]: Place, [right, down]: Place, label: string, anchor: 'start' | 'middle' | 'end'): string {
  const escaped = label.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<text x="${rounded(x + right)}" y="${rounded(y + down)}" text-anchor="${anchor}" fill="#374151" stroke="#ffffff" stroke-width="3" stroke-opacity="0.8" paint-order="stroke">${escaped}</text>`
}

/** Thousands grouped, the same everywhere. */
function tickText(tick: number): string {
  return String(tick).replace(/\B(?=(?:\d{3})+$)/, ',')
}

/** A drawing is no invoice: here, and only here, a figure becomes a float. */
function numberOf(value: Exact): number {
  const [numerator = '0', denominator = '1'] = value.split('/')
  return share(Number(numerator), Number(denominator))
}

function share(part: number, whole: number): number {
  return part / whole
}

function rounded(pixels: number): number {
  return Number(pixels.toFixed(1))
}
