import { z } from 'zod'
import { configSchema } from './config.ts'
import type { Setting } from './setting.ts'

/**
 * The settings as a flat list, derived from the configuration's schema, so that the file, the environment, the
 * command line and the reference page can not drift apart. What runs takes it from `settings-table.ts`, which is
 * written from this: to make the schema takes longer than many a command.
 */

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
      ...(node.default === undefined ? {} : { default: node.default }),
      choices: typed.enum,
      secret: node.secret,
    },
  ]
}

/** All settings, in the order of the schema. */
export function listSettings(): readonly Setting[] {
  return collect(nodeSchema.parse(z.toJSONSchema(configSchema, { io: 'input' })), [])
}
