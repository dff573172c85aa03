import type { Logsource } from '../event.ts'
import type { Findings } from '../finding.ts'
import { nearest } from '../nearest.ts'
import type { WrittenLine } from './lines.ts'
import { FIELD_TABLES, type FieldTable } from './taxonomy.ts'

/** Looks for names of fields that events of the logsource do not have. */
export function checkFields(lines: readonly WrittenLine[], logsource: Logsource, findings: Findings): void {
  const tables = FIELD_TABLES.filter(table => describes(table, logsource))
  const known = [...new Set(tables.flatMap(({ fields }) => fields))]
  const is_complete = tables.some(table => table.is_complete)
  const seen = new Set<string>()
  for (const line of lines) {
    const { field } = line
    // A name with a dot leads into a map, which readers of logs make as they like.
    if (field === null || known.includes(field) || field.includes('.') || seen.has(field)) continue
    seen.add(field)
    const meant = meantBy(field, known, is_complete)
    if (meant !== undefined)
      findings.add(
        'misspelt-field',
        line,
        `events of ${describe(logsource)} have no field '${field}': is '${meant}' meant?`,
      )
    else if (is_complete)
      findings.add('unknown-field', line, `events of ${describe(logsource)} have no field '${field}'`)
  }
}

/** Whether a field is known to have one value at most in events of the logsource. */
export function hasOneValue(logsource: Logsource): (field: string) => boolean {
  // Every item of a Windows event is a text; those without a name are together in `Data`.
  if (logsource.product === 'windows') return field => field !== 'Data' && !field.includes('.')
  const fields = new Set(
    FIELD_TABLES.filter(table => table.is_complete && describes(table, logsource)).flatMap(
      table => table.fields,
    ),
  )
  return field => fields.has(field)
}

function describes(table: FieldTable, { product, service, category }: Logsource): boolean {
  return (
    (table.product === undefined || table.product === product) &&
    (table.service === undefined || table.service === service) &&
    (table.categories === undefined || (category !== undefined && table.categories.includes(category)))
  )
}

/** Case matters in names of fields, so that a name in another case is surely wrong; any other mistake is a guess. */
function meantBy(field: string, known: readonly string[], is_complete: boolean): string | undefined {
  const lower = field.toLowerCase()
  const other_case = known.find(name => name.toLowerCase() === lower)
  if (other_case !== undefined || !is_complete || field.length < 5) return other_case
  return nearest(field, known, MISSPELT_MAX)
}

/** More letters make another name. */
const MISSPELT_MAX = 2

function describe({ product, service, category }: Logsource): string {
  return [product, service, category].filter(part => part !== undefined).join('/')
}
