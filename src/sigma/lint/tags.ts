import type { Findings } from '../finding.ts'
import { textOf } from '../header.ts'
import type { YamlMapping } from '../yaml-node.ts'

/** Looks at tags: namespaces and their forms (specification, "Sigma Tags"). */
export function checkTags(document: YamlMapping, findings: Findings): void {
  const tags = document.entries.get('tags')?.value
  const nodes = tags?.kind === 'sequence' ? tags.items : tags ? [tags] : []
  for (const node of nodes) {
    const tag = textOf(node)
    const reason = tag === null ? undefined : reasonAgainst(tag)
    if (reason !== undefined) findings.add('unknown-tag', node, reason)
  }
}

/** Those of today's ATT&CK, and `defense-evasion`, which it has divided into stealth and defense impairment. */
export const TACTICS: readonly string[] = [
  'reconnaissance',
  'resource-development',
  'initial-access',
  'execution',
  'persistence',
  'privilege-escalation',
  'defense-evasion',
  'stealth',
  'defense-impairment',
  'credential-access',
  'discovery',
  'lateral-movement',
  'collection',
  'command-and-control',
  'exfiltration',
  'impact',
]

interface Namespace {
  readonly form: RegExp
  /** For people. */
  readonly expected: string
}

const NAMESPACES: ReadonlyMap<string, Namespace> = new Map([
  [
    'attack',
    {
      form: new RegExp(`^(?:t\\d{4}(?:\\.\\d{3})?|[gsma]\\d{4}|ds\\d{4}|${TACTICS.join('|')})$`),
      expected: 'a technique such as t1059.001, a tactic such as initial-access, or another id of ATT&CK',
    },
  ],
  ['car', { form: /^\d{4}-\d{2}-\d{3}$/, expected: 'an analytic such as 2016-04-005' }],
  ['cve', { form: /^\d{4}-\d{4,}$/, expected: 'a number such as 2021-44228' }],
  [
    'd3fend',
    {
      form: /^(?:d3-[a-z0-9]+|d3f-\w+|model|harden|detect|isolate|deceive|evict)$/i,
      expected: 'a technique such as d3-am, an artifact such as d3f-File, or a tactic',
    },
  ],
  [
    'detection',
    {
      form: /^(?:dfir|emerging-threats|threat-hunting)$/,
      expected: 'dfir, emerging-threats or threat-hunting',
    },
  ],
  ['stp', { form: /^[1-5][auk]?$/, expected: 'a level from 1 to 5, perhaps with a, u or k' }],
  [
    'tlp',
    {
      form: /^(?:red|amber|amber-strict|green|clear)$/,
      expected: 'red, amber, amber-strict, green or clear',
    },
  ],
])

function reasonAgainst(tag: string): string | undefined {
  const dot = tag.indexOf('.')
  if (dot === -1)
    return `the tag '${tag}' has no namespace: write one of ${[...NAMESPACES.keys()].join(', ')} and a dot before it`
  const [name, rest] = [tag.slice(0, dot), tag.slice(dot + 1)]
  const namespace = NAMESPACES.get(name)
  if (!namespace) {
    const lower = NAMESPACES.has(name.toLowerCase()) ? ': tags are written in lower case' : ''
    return `the tag '${tag}' has the unknown namespace '${name}'${lower || `: use one of ${[...NAMESPACES.keys()].join(', ')}`}`
  }
  if (namespace.form.test(rest)) return undefined
  const repaired = rest.toLowerCase().replaceAll('_', '-')
  return namespace.form.test(repaired)
    ? `the tag '${tag}' should be '${name}.${repaired}'`
    : `the tag '${tag}' is not of the form of '${name}': expected ${namespace.expected}`
}
