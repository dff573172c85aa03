import type { Logsource } from './event.ts'

/** Which rules are meant for which events, by their logsources (specification, "LogSource"). */
export interface LogsourceOptions {
  /**
   * Which rules are tried on an event of which neither product nor service nor category is known: only those without
   * a product (the default), or all.
   */
  readonly unknown_logsource?: 'product-less-only' | 'all' | undefined
}

/** Categories that stand for several: rules of the first are meant for events of the others, too. */
const UMBRELLAS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['registry_event', new Set(['registry_add', 'registry_delete', 'registry_rename', 'registry_set'])],
])

/**
 * Whether a rule is meant for events of a logsource. The product must agree; a service or a category that is not
 * known of the event does not exclude. Both in lower case.
 */
export function appliesTo(
  rule: Logsource,
  event: Logsource,
  { unknown_logsource }: LogsourceOptions,
): boolean {
  const { product, service, category } = event
  if (product === undefined && service === undefined && category === undefined)
    return unknown_logsource === 'all' || rule.product === undefined
  return (
    (rule.product === undefined || rule.product === product) &&
    (rule.service === undefined || service === undefined || rule.service === service) &&
    (rule.category === undefined || category === undefined || covers(rule.category, category))
  )
}

/** The categories of events that rules of a category are meant for. */
export function categoriesFor(category: string): readonly string[] {
  return [category, ...(UMBRELLAS.get(category) ?? [])]
}

function covers(rule: string, event: string): boolean {
  return rule === event || UMBRELLAS.get(rule)?.has(event) === true
}

export function inLowerCase({ product, service, category }: Logsource): Logsource {
  return {
    product: product?.toLowerCase(),
    service: service?.toLowerCase(),
    category: category?.toLowerCase(),
  }
}
