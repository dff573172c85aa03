/** ATT&CK in Sigma's tags: `attack.t1110.001` is a technique, `attack.credential_access` a tactic. */
const TECHNIQUE = /^attack\.(t\d{4}(?:\.\d{3})?)$/i
const TACTIC = /^attack\.([a-z][a-z_-]+)$/i

/** The ids of the techniques, as ATT&CK writes them. */
export function techniquesOf(tags: readonly string[]): string[] {
  return tags.flatMap(tag => TECHNIQUE.exec(tag)?.[1]?.toUpperCase() ?? [])
}

/** A tag as people read it. */
export function tagLabel(tag: string): string {
  const technique = TECHNIQUE.exec(tag)?.[1]
  if (technique) return technique.toUpperCase()
  const tactic = TACTIC.exec(tag)?.[1]?.replace(/[_-]/g, ' ')
  return tactic ? tactic.charAt(0).toUpperCase() + tactic.slice(1) : tag
}
