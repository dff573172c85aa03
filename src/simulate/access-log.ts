import { accessLogTime } from './timestamp.ts'

export interface WebRequest {
  client: string
  user?: string
  method: string
  /** As it stands in the request line, percent-encoded. */
  target: string
  status: number
  bytes: number
  referer?: string
  agent: string
}

/** A line of the "combined" format that Apache and nginx share. */
export function accessLogLine(time_ms: number, request: WebRequest): string {
  const { client, user = '-', method, target, status, referer = '-', agent } = request
  const bytes = status === 304 ? 0 : request.bytes
  return `${client} - ${user} [${accessLogTime(time_ms)}] "${method} ${target} HTTP/1.1" ${status} ${bytes} "${referer}" "${agent}"`
}
