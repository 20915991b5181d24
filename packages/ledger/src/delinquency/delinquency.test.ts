import { describe, expect, it } from 'vitest'
import { refusalOf } from '../test/refusal-of.js'
import { checkDunningSchedule } from './check-dunning-schedule.js'
import { delinquencyMoves, nextDelinquency } from './delinquency-moves.js'
import type { DelinquencyFacts, DelinquencySignal, OverdueDocument } from './delinquency-state.js'
import type { DunningNotice } from './dunning-notice.js'
import { standardDunning } from './dunning-schedule.js'
import { judgeDelinquency } from './judge-delinquency.js'
import { beginNotice, isSendable, noticeFailed, noticeSent, reachedSteps } from './move-notice.js'

const at = '2026-12-16T00:00:00.000000Z'
const document: OverdueDocument = { document: 'd1', number: 'INV-1', dueDate: '2026-12-02', daysOverdue: 14, open: { amount: '50', currency: 'EUR' }, disputed: false, disputeLost: false, uncollectible: false }
const facts = (overdue: readonly Partial<OverdueDocument>[], about: Partial<DelinquencyFacts> = {}): DelinquencyFacts => ({ overdue: overdue.map((each) => ({ ...document, ...each })), openDisputes: [], depleted: [], ...about })
const judge = (given: DelinquencyFacts, before?: ReturnType<typeof judgeDelinquency>, schedule = standardDunning) => judgeDelinquency({ account: 'acme', before, facts: given, schedule, at })

describe('delinquencyMoves', () => {
  it('is the whole table', () => {
    const signals: readonly DelinquencySignal[] = ['clear', 'dispute_open', 'invoice_overdue', 'restrict_due', 'suspend_due', 'dispute_lost', 'credit_depleted', 'uncollectible']
    const rows = Object.entries(delinquencyMoves).map(([state, moves]) => [state, ...signals.map((signal) => moves[signal])].join(' | '))
    expect(rows).toEqual([
      'current | current | current | past_due | restricted | suspended | restricted | restricted | suspended',
      'past_due | current | past_due | past_due | restricted | suspended | restricted | restricted | suspended',
      'restricted | current | restricted | past_due | restricted | suspended | restricted | restricted | suspended',
      'suspended | current | suspended | past_due | restricted | suspended | restricted | restricted | suspended',
    ])
    for (const moves of Object.values(delinquencyMoves)) expect(Object.keys(moves).sort()).toEqual([...signals].sort())
  })

  it.each<[state: 'current' | 'past_due' | 'restricted' | 'suspended', signals: readonly DelinquencySignal[], next: string]>([
    ['suspended', [], 'current'],
    ['suspended', ['clear'], 'current'],
    ['suspended', ['dispute_open'], 'suspended'],
    ['restricted', ['invoice_overdue', 'dispute_open'], 'past_due'],
    ['current', ['invoice_overdue', 'credit_depleted'], 'restricted'],
    ['past_due', ['restrict_due', 'uncollectible'], 'suspended'],
  ])('%s by %s goes to %s', (state, signals, next) => {
    expect(nextDelinquency(state, signals)).toBe(next)
    expect(nextDelinquency(state, [...signals].reverse())).toBe(next)
  })
})

describe('judgeDelinquency', () => {
  it.each<[what: string, facts: DelinquencyFacts, state: string | undefined, restricts: string | undefined, reasons: readonly string[]]>([
    ['nothing is owed', facts([]), undefined, undefined, []],
    ['a day overdue', facts([{ daysOverdue: 1 }]), 'past_due', undefined, []],
    ['a step that restricts', facts([{}]), 'restricted', 'new_usage', ['Invoice INV-1 is 14 days overdue: 50.00 EUR are open.']],
    ['a step that suspends', facts([{ daysOverdue: 31 }]), 'suspended', 'all_usage', ['Invoice INV-1 is 31 days overdue: 50.00 EUR are open.']],
    ['two, of which one suspends', facts([{}, { document: 'd2', number: 'INV-2', daysOverdue: 40 }]), 'suspended', 'all_usage', ['Invoice INV-2 is 40 days overdue: 50.00 EUR are open.']],
    ['contested, however long', facts([{ disputed: true, daysOverdue: 99 }], { openDisputes: ['x'] }), undefined, undefined, []],
    ['one contested, one not', facts([{ disputed: true, daysOverdue: 99 }, { document: 'd2', daysOverdue: 2 }], { openDisputes: ['x'] }), 'past_due', undefined, []],
    ['a lost dispute before it is due', facts([{ disputeLost: true, daysOverdue: -20 }]), 'restricted', 'new_usage', ['A contested payment of invoice INV-1 was taken back: 50.00 EUR are open.']],
    ['given up', facts([{ uncollectible: true, daysOverdue: -3 }]), 'suspended', 'all_usage', ['Invoice INV-1 was not paid: 50.00 EUR are open.']],
    ['credit used up', facts([], { depleted: ['EUR'] }), 'restricted', undefined, []],
  ])('%s', (_, given, state, restricts, reasons) => {
    const move = judge(given)
    expect([move?.state, move?.restricts, (move?.reasons ?? []).map(({ text }) => text)]).toEqual([state, restricts, reasons])
  })

  it('is contested in the state it had, restricted by what it was', () => {
    const restricted = judge(facts([{}]))
    expect(judge(facts([{ disputed: true }], { openDisputes: ['x'] }), restricted)).toBeUndefined()
    expect(judge(facts([]), restricted)).toMatchObject({ revision: 2, from: 'restricted', state: 'current' })
  })

  it('moves when its scope changes though its state does not', () => {
    const depleted = judge(facts([], { depleted: ['EUR'] }))
    expect(judge(facts([{}], { depleted: ['EUR'] }), depleted)).toMatchObject({ from: 'restricted', state: 'restricted', restricts: 'new_usage', signals: ['restrict_due', 'credit_depleted'] })
  })

  it('lets a schedule leave lost disputes alone', () => {
    const { disputeLost: _, ...lenient } = standardDunning
    expect(judge(facts([{ disputeLost: true, daysOverdue: 0 }]), undefined, lenient)).toBeUndefined()
    expect(judge(facts([{ disputeLost: true, daysOverdue: 1 }]), undefined, lenient)).toMatchObject({ state: 'past_due', signals: ['invoice_overdue'] })
  })
})

describe('notices', () => {
  const notice: DunningNotice = { id: 'n', account: 'acme', document: 'd1', number: 'INV-1', schedule: 'standard', step: 'reminder', notice: 'reminder', recipient: 'cfo', dueDate: '2026-12-02', daysOverdue: 1, open: { amount: '50', currency: 'EUR' }, dueAt: at, status: 'due', attempts: 0 }

  it('are reached by days', () => {
    expect([0, 1, 6, 7, 29, 30].map((days) => reachedSteps(standardDunning, days).length)).toEqual([0, 1, 1, 2, 3, 4])
  })

  it('are begun by one at a time, wait after each failure as long as the schedule says, and are given up', () => {
    const begun = beginNotice(notice, at)
    expect([begun.status, begun.attempts, begun.nextAttemptAt]).toEqual(['sending', 1, '2026-12-16T00:10:00.000000Z'])
    expect([isSendable(notice, at), isSendable(begun, '2026-12-16T00:09:59.999999Z'), isSendable(begun, '2026-12-16T00:10:00.000000Z')]).toEqual([true, false, true])
    const failed = noticeFailed(begun, { at, error: 'busy', retryAfter: ['PT5M'] })
    expect([failed.status, failed.nextAttemptAt, isSendable(failed, '2026-12-16T00:05:00.000000Z')]).toEqual(['failed', '2026-12-16T00:05:00.000000Z', true])
    const gaveUp = noticeFailed(beginNotice(failed, at), { at, error: 'busy', retryAfter: ['PT5M'] })
    expect(gaveUp).toEqual({ ...notice, status: 'gave_up', attempts: 2, lastError: 'busy' })
    expect(isSendable(gaveUp, '2027-01-01T00:00:00.000000Z')).toBe(false)
    const sent = noticeSent(beginNotice(failed, at), { at, reference: 'm1' })
    expect(sent).toEqual({ ...notice, status: 'sent', attempts: 2, sentAt: at, reference: 'm1' })
    expect(isSendable(sent, '2027-01-01T00:00:00.000000Z')).toBe(false)
  })
})

describe('checkDunningSchedule', () => {
  it('takes the standard, and one without steps', () => {
    expect(checkDunningSchedule(standardDunning)).toBe(standardDunning)
    expect(checkDunningSchedule({ name: 'none', steps: [], retryAfter: [] }).steps).toEqual([])
  })

  const step = { id: 'a', afterDays: 1 }
  it.each<[what: string, about: object, code: string, field: string]>([
    ['without a name', { name: '' }, 'text.empty', 'schedule.name'],
    ['that is no list', { steps: 'a' }, 'dunning.invalid', 'schedule.steps'],
    ['of 51 steps', { steps: Array.from({ length: 51 }, (_, index) => ({ id: `${index}`, afterDays: index + 1 })) }, 'dunning.invalid', 'schedule.steps'],
    ['before anything is overdue', { steps: [{ ...step, afterDays: 0 }] }, 'dunning.invalid', 'schedule.steps[0].afterDays'],
    ['after half a day', { steps: [{ ...step, afterDays: 1.5 }] }, 'dunning.invalid', 'schedule.steps[0].afterDays'],
    ['with two steps of one name', { steps: [step, { ...step, afterDays: 2 }] }, 'dunning.invalid', 'schedule.steps[1].id'],
    ['with steps that do not rise', { steps: [step, { ...step, id: 'b' }] }, 'dunning.invalid', 'schedule.steps[1].afterDays'],
    ['that restricts less later', { steps: [{ ...step, restrict: 'all_usage' }, { id: 'b', afterDays: 2, restrict: 'new_usage' }] }, 'dunning.invalid', 'schedule.steps[1].restrict'],
    ['with an unknown scope', { steps: [{ ...step, restrict: 'some' }] }, 'dunning.invalid', 'schedule.steps[0].restrict'],
    ['with an unknown scope for lost disputes', { disputeLost: 'some' }, 'dunning.invalid', 'schedule.disputeLost'],
    ['with a notice without a name', { steps: [{ ...step, notice: '' }] }, 'text.empty', 'schedule.steps[0].notice'],
    ['that tries again at once', { retryAfter: ['PT0S'] }, 'dunning.invalid', 'schedule.retryAfter[0]'],
    ['that tries again after a month', { retryAfter: ['P1M'] }, 'time.duration_invalid', 'schedule.retryAfter[0]'],
  ])('refuses one %s', (_, about, code, field) => {
    const schedule = { ...standardDunning, ...about }
    expect(refusalOf(() => checkDunningSchedule(schedule))).toEqual({ code, field })
  })
})
