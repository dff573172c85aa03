import type { Findings } from './finding.ts'
import { textOf } from './header.ts'
import type { YamlEntry, YamlMapping, YamlNode } from './yaml-node.ts'

/**
 * Documents with `action`, by which a text of several documents says once what all have in common: `global` is
 * merged into every document after it, `reset` forgets the globals so far, `repeat` takes the document before it
 * and changes it.
 */
export function mergeGlobals(documents: readonly YamlNode[], findings: Findings): YamlMapping[] {
  const merged: YamlMapping[] = []
  let global: YamlMapping | undefined
  let previous: YamlMapping | undefined
  for (const document of documents) {
    if (document.kind !== 'mapping') {
      findings.error(document, 'a Sigma document must be a map of attributes')
      continue
    }
    const entry = document.entries.get('action')
    const action = textOf(entry?.value)
    const content = entry ? without(document, 'action') : document
    if (action === 'global') global = global ? merge(global, content) : content
    else if (entry && action === 'reset') {
      global = undefined
      if (content.entries.size > 0)
        findings.error(
          entry,
          "a document with 'action: reset' only forgets: put the rule into one of its own",
        )
    } else if (entry && action !== 'repeat')
      findings.error(entry, `unknown action '${action ?? ''}': use global, reset or repeat`)
    else if (entry && !previous)
      findings.error(entry, "there is no document before it that 'repeat' could change")
    else {
      const base: YamlMapping | undefined = entry ? previous : global
      previous = base ? merge(base, content) : content
      merged.push(previous)
    }
  }
  return merged
}

function without(mapping: YamlMapping, key: string): YamlMapping {
  return { ...mapping, entries: new Map([...mapping.entries].filter(([name]) => name !== key)) }
}

/** What both have as maps is merged; of anything else the change wins. The place is that of the change. */
function merge(base: YamlMapping, change: YamlMapping): YamlMapping {
  const entries = new Map(base.entries)
  for (const [key, entry] of change.entries) entries.set(key, mergeEntry(base.entries.get(key), entry))
  return { ...change, size: base.size + change.size, entries }
}

function mergeEntry(base: YamlEntry | undefined, change: YamlEntry): YamlEntry {
  if (base?.value.kind !== 'mapping' || change.value.kind !== 'mapping') return change
  return { ...change, value: merge(base.value, change.value) }
}
