/**
 * What of the troubles of sources is told. The first of a kind at a source is told at once, those that follow within a
 * while are told together at its end, with their count: a flood of trouble must not become a flood of records.
 */
import { z } from 'zod'
import { type OnTrouble, TROUBLE_KINDS, type Trouble } from '../../schema/trouble.ts'

/** How long troubles of one kind and source are gathered. */
export const WHILE_MS = 10 * 60_000
/** Sources and kinds that are told apart; further ones are told together. */
const ENTRIES_MAX = 10_000
const OTHERS = 'other sources'

const troubleSchema = z.object({
  kind: z.enum(TROUBLE_KINDS),
  source: z.string(),
  message: z.string(),
  count: z.int().positive(),
  lost_bytes: z.int().nonnegative(),
  /** When it was last noticed. */
  at_ms: z.int(),
})
const toldSchema = z.object({ id: z.string(), ...troubleSchema.shape })
export type Told = z.infer<typeof toldSchema>
export const troubleLogSchema = z.object({
  /** To be told, and not known to have been. */
  due: z.array(toldSchema),
  /** Gathered until the end of their while. */
  gathered: z.array(z.object({ until_ms: z.int(), trouble: troubleSchema })),
})
export type SavedTroubleLog = z.infer<typeof troubleLogSchema>

type Noticed = z.infer<typeof troubleSchema>

export class TroubleLog {
  readonly #now: () => number
  readonly #freshId: () => string
  /** By kind and source, like the whiles. */
  readonly #due = new Map<string, Told>()
  readonly #whiles = new Map<string, { until_ms: number; gathered: Noticed | null }>()

  constructor(now: () => number, freshId: () => string) {
    this.#now = now
    this.#freshId = freshId
  }

  readonly report: OnTrouble = trouble => {
    const at_ms = this.#now()
    const key = this.#keyOf(trouble)
    const known = this.#whiles.get(key)
    const noticed = { ...trouble, source: key === keyOf(trouble) ? trouble.source : OTHERS, at_ms }
    if (known) known.gathered = known.gathered === null ? noticed : merged(known.gathered, noticed)
    else {
      this.#whiles.set(key, { until_ms: at_ms + WHILE_MS, gathered: null })
      this.#tell(noticed)
    }
  }

  /** What is to be told now, oldest first. It stays so until `told`. */
  due(): Told[] {
    const now_ms = this.#now()
    for (const [key, { until_ms, gathered }] of this.#whiles) {
      if (until_ms > now_ms) continue
      this.#whiles.delete(key)
      if (gathered === null) continue
      this.#whiles.set(key, { until_ms: now_ms + WHILE_MS, gathered: null })
      this.#tell(gathered)
    }
    return [...this.#due.values()]
  }

  told(events: readonly Told[]): void {
    for (const event of events) {
      const key = keyOf(event)
      if (this.#due.get(key)?.id === event.id) this.#due.delete(key)
    }
  }

  saved(): SavedTroubleLog {
    const gathered = [...this.#whiles.values()].flatMap(({ until_ms, gathered: trouble }) =>
      trouble === null ? [] : [{ until_ms, trouble }],
    )
    return { due: [...this.#due.values()], gathered }
  }

  restore({ due, gathered }: SavedTroubleLog): void {
    for (const event of due) this.#due.set(keyOf(event), event)
    for (const { until_ms, trouble } of gathered)
      this.#whiles.set(keyOf(trouble), { until_ms, gathered: trouble })
  }

  #tell(noticed: Noticed): void {
    // What could not be told for all that while is told at once.
    const key = keyOf(noticed)
    const waiting = this.#due.get(key)
    const id = waiting?.id ?? this.#freshId()
    this.#due.set(key, { id, ...(waiting ? merged(waiting, noticed) : noticed) })
  }

  #keyOf(trouble: Trouble): string {
    const key = keyOf(trouble)
    return this.#whiles.size < ENTRIES_MAX || this.#whiles.has(key)
      ? key
      : keyOf({ ...trouble, source: OTHERS })
  }
}

const keyOf = ({ kind, source }: Pick<Trouble, 'kind' | 'source'>) => `${kind} ${source}`

function merged(earlier: Noticed, { message, count, lost_bytes, at_ms }: Noticed): Noticed {
  const { kind, source } = earlier
  return {
    kind,
    source,
    message,
    count: earlier.count + count,
    lost_bytes: earlier.lost_bytes + lost_bytes,
    at_ms,
  }
}
