/** One setting, as the flags, the variables and the reference page know it. */
export interface Setting {
  /** Keys from the root of the configuration. */
  path: readonly string[]
  /** `kafka_tls.ca` in the file, `--kafka-tls-ca` as flag, `LOG_SENTINEL_KAFKA_TLS_CA` as variable. */
  name: string
  flag: string
  variable: string
  /** How text from a flag or variable is read. A list is separated by commas; a flag may also be repeated. */
  type: 'string' | 'number' | 'boolean' | 'list'
  description: string
  default?: unknown
  choices: readonly string[]
  secret: boolean
}
