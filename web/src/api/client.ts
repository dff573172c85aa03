/** Why a request failed, in the server's words where it had any. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly remedy: string | null

  constructor(status: number, message: string, remedy: string | null = null) {
    super(message)
    this.status = status
    this.remedy = remedy
  }
}

/** The answer of a request that did not succeed, as an error for people. */
export async function errorOf(response: Response): Promise<ApiError> {
  const text = await response.text().catch(() => '')
  try {
    const { error } = JSON.parse(text)
    return new ApiError(
      response.status,
      `${error.where}: ${error.found}; expected ${error.expected}`,
      error.remedy ?? null,
    )
  } catch {
    // A proxy in between answers in its own words.
    return new ApiError(
      response.status,
      `the server answered ${response.status} ${response.statusText}`.trim(),
    )
  }
}

async function request(path: string, init: RequestInit): Promise<Response> {
  let response: Response
  try {
    response = await fetch(path, init)
  } catch (error) {
    if (init.signal?.aborted) throw error
    throw new ApiError(0, 'the server does not answer', 'Is log-sentinel running?')
  }
  if (!response.ok) throw await errorOf(response)
  return response
}

/** GET; `T` is the contract's type for `path`. */
export async function getJson<T>(path: string, params?: URLSearchParams, signal?: AbortSignal): Promise<T> {
  const query = params?.toString()
  const init = signal ? { signal } : {}
  const response = await request(query ? `${path}?${query}` : path, init)
  return response.json()
}

/** Sends JSON, or nothing, and takes no answer but success. */
export async function send(method: 'POST' | 'DELETE', path: string, body?: unknown): Promise<void> {
  const json = body === undefined ? {} : { body: JSON.stringify(body) }
  const headers = body === undefined ? {} : { headers: { 'content-type': 'application/json' } }
  await request(path, { method, ...headers, ...json })
}
