import { csvCell } from '../../pipeline/scan/collect-csv.ts'
import { printable } from '../../runtime/printable.ts'
import type { Coverage } from './attack.ts'
import type { ListedRule } from './listed-rule.ts'

export const LIST_FORMATS = ['table', 'ndjson', 'csv'] as const
export type ListFormat = (typeof LIST_FORMATS)[number]

type Row = Readonly<Record<string, string | number | null | readonly string[]>>

/** Rules as text: for people one line each, for programs everything that is known of them but their description. */
export function formatRules(rules: readonly ListedRule[], format: ListFormat): string {
  const rows = rules.map(({ description, ...row }): Row => row)
  if (format !== 'table') return formatRows(rows, RULE_COLUMNS, format)
  return rules
    .map(rule => {
      const logsource = [rule.product, rule.service, rule.category].filter(part => part !== null).join('/')
      const columns = [
        rule.level.padEnd(13),
        rule.id.padEnd(36),
        (logsource || rule.kind).padEnd(28),
        rule.title,
      ]
      return `${printable(columns.join('  ').replaceAll('\n', ' '))}\n`
    })
    .join('')
}

const RULE_COLUMNS = [
  'level',
  'id',
  'title',
  'kind',
  'status',
  'product',
  'service',
  'category',
  'tags',
  'file',
] as const

export function formatCoverage(coverage: readonly Coverage[], format: ListFormat): string {
  const rows = coverage.map((row): Row => ({ ...row }))
  if (format !== 'table') return formatRows(rows, ['kind', 'name', 'rules'], format)
  return coverage.map(({ kind, name, rules }) => `${kind.padEnd(9)}  ${name.padEnd(22)}  ${rules}\n`).join('')
}

function formatRows(rows: readonly Row[], columns: readonly string[], format: 'ndjson' | 'csv'): string {
  if (format === 'ndjson') return rows.map(row => `${JSON.stringify(row)}\n`).join('')
  const lines = rows.map(row => columns.map(name => csvCell(textOf(row[name]))).join(','))
  return `${[columns.join(','), ...lines].join('\n')}\n`
}

function textOf(value: Row[string] | undefined): string {
  return typeof value === 'object' && value !== null ? value.join(' ') : String(value ?? '')
}
