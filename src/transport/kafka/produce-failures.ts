/** Reading a failed produce request: was it refused for its content, and what of it was taken all the same. */
import { hasError, partsOf } from './failures.ts'

/** Answers about the records themselves. */
const REFUSALS = [
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_RECORD',
  'INVALID_TIMESTAMP',
] as const

/** Batches that were not written, whatever was tried. */
export class ProduceFailure extends AggregateError {
  override readonly name = 'ProduceFailure'
  /** Partitions whose batch was taken all the same; its records must not be sent again. */
  readonly acknowledged: ReadonlySet<number>

  constructor(errors: readonly unknown[], acknowledged: ReadonlySet<number>) {
    super(errors, `not written after ${errors.length} attempts`)
    this.acknowledged = acknowledged
  }
}

/** The brokers' answer if they refuse the records for good, null for any other failure. */
export function isRefusal(error: unknown): string | null {
  return REFUSALS.find(answer => hasError(error, answer)) ?? null
}

/** Whether the same request may be answered otherwise when it is sent again. */
export function isTransient(error: unknown): boolean {
  for (const part of partsOf(error))
    if (part instanceof Error && Reflect.get(part, 'canRetry') === false) return false
  return true
}
