/** Why a request is not served, as its sender is told: a status, and what was found and expected where. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  readonly details: RefusalDetails
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    code: string,
    details: RefusalDetails,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(`${details.where}: ${details.found}; expected ${details.expected}`)
    this.status = status
    this.code = code
    this.details = details
    this.headers = headers
  }
}

export interface RefusalDetails {
  where: string
  found: string
  expected: string
}

/** Seconds after which a sender may try again what time heals. */
const RETRY_AFTER_S = 5

export function tryLater(status: 429 | 503, found: string, expected: string): Refusal {
  return new Refusal(
    status,
    'OVERLOADED',
    { where: '/ingest', found, expected },
    { 'retry-after': String(RETRY_AFTER_S) },
  )
}

export function invalid(where: string, found: string, expected: string, status = 400): Refusal {
  return new Refusal(status, 'REQUEST_INVALID', { where, found, expected })
}
