import type { Topic, Vector } from '../vector.js'
import { sameValue } from './same-value.js'

export type Outcome =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly id: string; readonly problem: string }
  | { readonly kind: 'unsupported'; readonly topic: string; readonly reason: string }

/** Puts every vector to its topic and compares the answer with what the vector expects. */
export function runVectors(vectors: readonly Vector[], topics: ReadonlyMap<string, Topic>): readonly Outcome[] {
  return vectors.map((vector) => {
    if (vector.verified === false) return unsupported(vector, 'the figure does not follow from the rule that the case states')
    const topic = topics.get(vector.topic)
    return topic === undefined ? unsupported(vector, 'the topic has no translation yet') : runVector(vector, topic)
  })
}

function runVector(vector: Vector, topic: Topic): Outcome {
  try {
    const answer = topic(vector)
    if ('unsupported' in answer) return unsupported(vector, answer.unsupported)
    const wrong = Object.keys(vector.expect).filter((key) => !sameValue(vector.expect[key], answer.answered[key]))
    if (wrong.length === 0) return { kind: 'passed' }
    return failed(vector, wrong.map((key) => `${key}: expected ${json(vector.expect[key])}, got ${json(answer.answered[key])}`).join('\n'))
  } catch (error) {
    return failed(vector, error instanceof Error ? `threw ${error.name}: ${error.message}` : `threw ${String(error)}`)
  }
}

function unsupported(vector: Vector, reason: string): Outcome {
  return { kind: 'unsupported', topic: vector.topic, reason }
}

function failed(vector: Vector, problem: string): Outcome {
  return { kind: 'failed', id: vector.id, problem }
}

function json(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}
