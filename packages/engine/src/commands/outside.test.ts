import { describe, expect, it } from 'vitest'
import { failureIn } from '../test/sample-billing.js'
import { askingOutside } from './outside.js'

describe('askingOutside', () => {
  it('does the work again for each question, and asks each once', async () => {
    const log: string[] = []
    const value = await askingOutside((outside) => {
      log.push('work')
      const rate = outside.answerTo('rate', () => Promise.resolve(log.push('ask rate')))
      const tax = outside.answerTo('tax', () => Promise.resolve(log.push('ask tax')))
      return Promise.resolve([rate, tax, outside.answerTo<unknown>('rate', () => Promise.reject(new Error('asked twice')))])
    })
    expect(log).toEqual(['work', 'ask rate', 'work', 'ask tax', 'work'])
    expect(value).toEqual([2, 4, 2])
  })

  it('takes undefined for an answer', async () => {
    expect(await askingOutside((outside) => Promise.resolve([outside.answerTo<unknown>('nothing', () => Promise.resolve(undefined))]))).toEqual([undefined])
  })

  it('asks the question that the work comes to when what it reads has changed', async () => {
    let stored = 'before'
    const asked: string[] = []
    const answer = await askingOutside(async (outside) =>
      outside.answerTo(stored, () => {
        asked.push(stored)
        const answered = stored
        stored = 'after'
        return Promise.resolve(`of ${answered}`)
      }),
    )
    expect([asked, answer]).toEqual([['before', 'after'], 'of after'])
  })

  it('rejects with what the question or the work rejects with', async () => {
    const broken = new Error('no answer')
    await expect(askingOutside((outside) => Promise.resolve(outside.answerTo('q', () => Promise.reject(broken))))).rejects.toBe(broken)
    await expect(askingOutside(() => Promise.reject(broken))).rejects.toBe(broken)
  })

  it('gives up when there is another question after each answer', async () => {
    let questions = 0
    const endless = () => askingOutside((outside) => Promise.resolve(outside.answerTo(String((questions += 1)), () => Promise.resolve(1))))
    expect(await failureIn(endless)).toMatchObject({ code: 'command.unsettled' })
    expect(questions).toBe(21)
  })
})
