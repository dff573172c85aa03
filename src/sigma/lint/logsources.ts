import type { Logsource } from '../event.ts'
import type { Findings } from '../finding.ts'
import { textOf } from '../header.ts'
import { nearest } from '../nearest.ts'
import type { YamlMapping } from '../yaml-node.ts'
import { CATEGORIES, PRODUCTS, SERVICES, WINDOWS_CATEGORIES, WINDOWS_SERVICES } from './taxonomy.ts'

/**
 * Looks for logsources that are misspelt. Names of one's own are allowed: only Windows, whose events always tell what
 * they are, has services and categories that are all known.
 */
export function checkLogsource(document: YamlMapping, logsource: Logsource, findings: Findings): void {
  const section = document.entries.get('logsource')?.value
  if (section?.kind !== 'mapping') return
  const is_windows = logsource.product === 'windows'
  const known = {
    product: PRODUCTS,
    service: is_windows ? WINDOWS_SERVICES : SERVICES,
    category: is_windows ? WINDOWS_CATEGORIES : CATEGORIES,
  }
  for (const part of ['product', 'service', 'category'] as const) {
    const entry = section.entries.get(part)
    const name = textOf(entry?.value)?.toLowerCase()
    if (!entry || name === undefined || known[part].includes(name)) continue
    // Short names are near to each other without meaning the same.
    const meant = name.length > 4 ? nearest(name, known[part], 2) : undefined
    const hint = meant === undefined ? '' : `: is '${meant}' meant?`
    if (is_windows && part !== 'product')
      findings.add('unknown-logsource', entry, `no event of Windows has the ${part} '${name}'${hint}`)
    else if (hint !== '') findings.add('unknown-logsource', entry, `the ${part} '${name}' is unknown${hint}`)
  }
}
