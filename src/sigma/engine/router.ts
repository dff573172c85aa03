import { appliesTo, categoriesFor, inLowerCase, type LogsourceOptions } from '../applies-to.ts'
import type { Logsource } from '../event.ts'
import type { RuleGroup } from './rule-group.ts'

/** The rules that events of a logsource are tried on. */
export interface RouteTarget {
  /** The same for all logsources with the same groups. */
  readonly key: string
  readonly groups: readonly RuleGroup[]
}

/**
 * Finds the rules for an event's logsource. What no rule names is all the same, so there are no more logsources to
 * tell apart than the rules make; and they are compared as they are, not by a hash, because events are hostile.
 */
export class Router {
  readonly #groups: readonly RuleGroup[]
  readonly #options: LogsourceOptions
  readonly #products = new Map<string, number>()
  readonly #services = new Map<string, number>()
  readonly #categories = new Map<string, number>()
  readonly #targets = new Map<number, RouteTarget>()

  constructor(groups: readonly RuleGroup[], options: LogsourceOptions) {
    this.#groups = groups
    this.#options = options
    for (const { logsource } of groups) {
      if (logsource.product !== undefined) addName(this.#products, logsource.product)
      if (logsource.service !== undefined) addName(this.#services, logsource.service)
      if (logsource.category !== undefined)
        for (const category of categoriesFor(logsource.category)) addName(this.#categories, category)
    }
  }

  targetOf(logsource: Logsource): RouteTarget {
    const product = numberOf(this.#products, logsource.product)
    const service = numberOf(this.#services, logsource.service)
    const category = numberOf(this.#categories, logsource.category)
    const services = this.#services.size + OFFSET
    const categories = this.#categories.size + OFFSET
    const number = (product * services + service) * categories + category
    const known = this.#targets.get(number)
    if (known) return known
    const lower = inLowerCase(logsource)
    const groups = this.#groups.filter(group => appliesTo(group.logsource, lower, this.#options))
    const target = { key: groups.map(group => group.number).join(), groups }
    if (this.#targets.size < TARGETS_MAX) this.#targets.set(number, target)
    return target
  }
}

const ABSENT = 0
const UNNAMED = 1
const OFFSET = 2
const TARGETS_MAX = 4096

function addName(names: Map<string, number>, name: string): void {
  if (!names.has(name)) names.set(name, names.size + OFFSET)
}

function numberOf(names: ReadonlyMap<string, number>, name: string | undefined): number {
  if (name === undefined) return ABSENT
  return names.get(name) ?? names.get(name.toLowerCase()) ?? UNNAMED
}
