import { z } from 'zod'
import { configSchema } from './config.ts'

/**
 * The settings as a flat list, derived from the configuration's schema, so that the file, the environment, the
 * command line and the reference page can not drift apart.
 */

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
  default: unknown
  choices: readonly string[]
  secret: boolean
}

/** The part of JSON Schema that zod writes for the configuration. */
const nodeSchema = z.object({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  default: z.unknown().optional(),
  description: z.string().default(''),
  enum: z.array(z.string()).default([]),
  secret: z.boolean().default(false),
  get properties() {
    return z.record(z.string(), nodeSchema).optional()
  },
  get anyOf() {
    return z.array(nodeSchema).optional()
  },
})
type Node = z.infer<typeof nodeSchema>

const TYPES: Readonly<Record<string, Setting['type']>> = {
  string: 'string',
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
  array: 'list',
}

function collect(node: Node, path: readonly string[]): Setting[] {
  if (node.properties && path.length < 2) {
    return Object.entries(node.properties).flatMap(([key, child]) => collect(child, [...path, key]))
  }
  const typed = node.anyOf?.find(option => option.type !== 'null') ?? node
  const type = TYPES[[typed.type].flat().find(name => name !== 'null') ?? '']
  if (type === undefined) throw new TypeError(`setting ${path.join('.')} has a type that no flag can carry`)
  const words = path.join('_')
  return [
    {
      path,
      name: path.join('.'),
      flag: `--${words.replaceAll('_', '-')}`,
      variable: `LOG_SENTINEL_${words.toUpperCase()}`,
      type,
      description: node.description,
      default: node.default,
      choices: typed.enum,
      secret: node.secret,
    },
  ]
}

/** All settings, in the order of the schema. */
export function listSettings(): readonly Setting[] {
  settings ??= collect(nodeSchema.parse(z.toJSONSchema(configSchema, { io: 'input' })), [])
  return settings
}

/** Made when they are first asked for, since not every command does, and then kept. */
let settings: readonly Setting[] | undefined
