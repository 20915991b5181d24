import { epochMsOf, fail, failure as failureFor, failureOf, FarthingError, isFarthingError, type Failure, type Instant } from '@farthing/core'
import type { Clock } from '@farthing/ports'

/** For how long answers of the host are good, in seconds. */
export interface HostLimits {
  /** An answer up to this age is given without asking again; 0 unless given: the host is asked each time. */
  readonly freshFor?: number
  /** Where the host fails, its last good answer is given up to this age; 300 unless given. */
  readonly usableFor?: number
  /** How long the host may take for one answer; 5 unless given. */
  readonly answerWithin?: number
}

/** An answer of the host, and how old it is. */
export interface HostAnswer<T> {
  readonly value: T
  /** When it was given. */
  readonly asOf: Instant
  readonly ageSeconds: number
  /** Whether the host has failed since, so that this is its last good answer. */
  readonly isStale: boolean
}

/** What a port of the host has been doing. */
export interface HostStatus {
  readonly port: string
  /** When it last gave a good answer; absent before the first. */
  readonly lastGood?: Instant
  /** Of its last call, when that failed. */
  readonly failure?: Failure
  /** Answers that were given although the host failed. */
  readonly staleAnswers: number
}

/** One question to the host. */
interface Question<T> {
  /** The same text for the same question. */
  readonly about: string
  readonly ask: () => Promise<unknown>
  /** Throws for what is not valid. */
  readonly check: (answer: unknown) => T
}

/** Answers of one port of the host, remembered. */
export interface HostCache {
  /** @throws `host.unavailable`, `host.invalid` when there is no answer that may still be used */
  get<T>(question: Question<T>): Promise<HostAnswer<T>>
  status(): HostStatus
}

const mostKept = 10_000
const longest = 31_622_400

/**
 * Remembers what the host answers. A fresh answer is given at once. Else the host is asked, once for all who ask the same meanwhile; where it fails, is
 * slow or answers what is not valid, its last good answer stands in up to its bound. After that there is none: nothing is guessed.
 *
 * Ages count in both directions, so that a clock that was set back lets no answer live longer. Keeps the latest 10,000 answers.
 *
 * @throws `host.limits_invalid`
 */
export function hostCache(port: string, clock: Clock, limits: HostLimits): HostCache {
  const { freshFor = 0, usableFor = 300, answerWithin = 5 } = checkLimits(limits)
  const kept = new Map<string, { readonly value: unknown; readonly asOf: Instant }>()
  const asking = new Map<string, Promise<unknown>>()
  let [lastGood, failure, staleAnswers]: [Instant | undefined, Failure | undefined, number] = [undefined, undefined, 0]
  const ageOf = (asOf: Instant): number => Math.abs(epochMsOf(clock.now()) - epochMsOf(asOf)) * 0.001

  const askHost = async <T>({ about, ask, check }: Question<T>): Promise<T> => {
    const value = checkAnswer(port, about, await within(answerWithin, ask), check)
    kept.delete(about)
    kept.set(about, { value, asOf: clock.now() })
    const [oldest] = kept.keys()
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
    lastGood = clock.now()
    failure = undefined
    return value
  }

  return {
    async get<T>(question: Question<T>): Promise<HostAnswer<T>> {
      const { about } = question
      const known = kept.get(about) as { readonly value: T; readonly asOf: Instant } | undefined
      if (known !== undefined && freshFor > 0 && ageOf(known.asOf) <= freshFor) return { ...known, ageSeconds: ageOf(known.asOf), isStale: false }
      const running = asking.get(about) ?? askHost(question).finally(() => asking.delete(about))
      asking.set(about, running)
      try {
        return { value: (await running) as T, asOf: clock.now(), ageSeconds: 0, isStale: false }
      } catch (error) {
        const failed = asFailure(port, about, error)
        failure = failureOf(failed)
        if (known === undefined || ageOf(known.asOf) > usableFor) throw failed
        staleAnswers += 1
        return { ...known, ageSeconds: ageOf(known.asOf), isStale: true }
      }
    },
    status: () => ({ port, ...(lastGood === undefined ? {} : { lastGood }), ...(failure === undefined ? {} : { failure }), staleAnswers }),
  }
}

function checkLimits({ freshFor, usableFor, answerWithin }: HostLimits): HostLimits {
  const limits = { freshFor, usableFor, answerWithin }
  for (const [field, value] of Object.entries(limits)) {
    if (value === undefined || (Number.isFinite(value) && value >= 0 && value <= longest)) continue
    fail('host.limits_invalid', { field, because: `is ${String(value)}` })
  }
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined))
}

/** An answer that is late stays unheard: by then it is somebody else's question. */
async function within(seconds: number, ask: () => Promise<unknown>): Promise<unknown> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${seconds} s`)), seconds * 1000)
  })
  try {
    return await Promise.race([ask(), late])
  } finally {
    clearTimeout(timer)
  }
}

function checkAnswer<T>(port: string, about: string, answer: unknown, check: (answer: unknown) => T): T {
  try {
    return check(answer)
  } catch (cause) {
    const why = isFarthingError(cause) ? `: ${cause.message}` : ''
    return fail('host.invalid', { field: port, because: `answered "${about}" with what is not valid${why}`, facts: { port, question: about.slice(0, 200) } }, cause)
  }
}

function asFailure(port: string, about: string, error: unknown): Error {
  if (isFarthingError(error) && error.code === 'host.invalid') return error
  const details = { field: port, because: `gave no answer to "${about}"`, facts: { port, question: about.slice(0, 200) } }
  return new FarthingError(failureFor('host.unavailable', details), { cause: error })
}
