import { fail } from '@farthing/core'

/** Answers from outside of the storage, such as a tax provider's: asked between transactions, never inside one. */
export interface Outside {
  /**
   * The answer to a question. The first time it ends the transaction: the question is asked, and the work is done again from the start. Where
   * the work then comes to another question, because what it reads has changed, that one is asked.
   *
   * @param question the same text for the same question
   */
  answerTo<T>(question: string, ask: () => Promise<T>): T
}

/** That work cannot go on before a question is answered. Never leaves {@link askingOutside}. */
class OpenQuestion extends Error {
  override readonly name = 'OpenQuestion'
  constructor(
    readonly question: string,
    readonly ask: () => Promise<unknown>,
  ) {
    super('a question to the outside is open')
  }
}

const mostQuestions = 20

/**
 * Does work that asks others, as often as it has questions, and once more. Each attempt must be a transaction of its own: one that ends with a
 * question has kept nothing.
 *
 * @throws `command.unsettled` when what is asked about has changed after each of 20 answers; what a question rejects with
 */
export async function askingOutside<T>(work: (outside: Outside) => Promise<T>): Promise<T> {
  const answers = new Map<string, unknown>()
  const outside: Outside = {
    answerTo<A>(question: string, ask: () => Promise<A>): A {
      if (!answers.has(question)) throw new OpenQuestion(question, ask)
      return answers.get(question) as A
    },
  }
  for (;;) {
    try {
      return await work(outside)
    } catch (error) {
      if (!(error instanceof OpenQuestion)) throw error
      if (answers.size === mostQuestions) fail('command.unsettled', { field: 'transaction', because: `came to another question after each of ${mostQuestions} answers` })
      answers.set(error.question, await error.ask())
    }
  }
}
