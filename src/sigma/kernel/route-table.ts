import type { FactTable } from '../engine/facts.ts'
import { Router } from '../engine/router.ts'
import { type FieldFacts, fieldFactsOf, groupRules } from '../engine/rule-group.ts'
import type { Logsource } from '../event.ts'
import type { MatcherOptions } from '../matcher.ts'
import type { DetectionRule } from '../rule.ts'
import { KernelRoute } from './kernel-route.ts'
import type { KernelMemory } from './memory.ts'
import type { Scanners } from './scanners.ts'

export interface RouteTableParts {
  readonly memory: KernelMemory
  readonly rules: readonly DetectionRule[]
  readonly facts: FactTable
  readonly scanners: Scanners
  readonly field_numbers: ReadonlyMap<string, number>
  readonly options: MatcherOptions
  /** No more are opened. */
  readonly routes_max: number
  /** Fields whose values are asked for of lines that a rule matches. */
  told(rule: DetectionRule): readonly string[]
}

/** The routes of the kernel, opened when the first line comes that needs them. */
export class RouteTable {
  readonly #parts: RouteTableParts
  readonly #router: Router
  readonly #routes: KernelRoute[] = []
  readonly #by_key = new Map<string, KernelRoute>()
  /** By field and groups of rules: routes share them. */
  readonly #scanner_addresses = new Map<string, number>()
  readonly #bare_scanners = new Map<string, number>()
  readonly #quarantined = new Set<number>()

  constructor(parts: RouteTableParts) {
    this.#parts = parts
    this.#router = new Router(groupRules(parts.rules, parts.facts), parts.options)
  }

  /** That of an event's logsource; undefined if there are too many. */
  for(logsource: Logsource): KernelRoute | undefined {
    const { key, groups } = this.#router.targetOf(logsource)
    const known = this.#by_key.get(key)
    if (known) return known
    const { memory, facts, routes_max } = this.#parts
    if (this.#routes.length >= routes_max) return undefined
    const rules = groups.flatMap(group => group.rules()).sort((a, b) => a.number - b.number)
    const route = new KernelRoute({
      memory,
      number: this.#routes.length,
      facts,
      rules,
      scanners: new Map([
        ...rules
          .flatMap(({ number }) => this.#toldBy(number))
          .map(name => [name, this.#bareScanner(name)] as const),
        ...fieldFactsOf(groups).map(asked => [asked.field, this.#scannerOf(asked)] as const),
      ]),
      quarantined: this.#quarantined,
    })
    this.#routes.push(route)
    this.#by_key.set(key, route)
    return route
  }

  /** Has the matches of a rule, by its place in a route, written by the template that its number among all leads to. */
  setTemplate(number: number, place: number, templateOf: (rule: number) => number): number {
    const route = this.#routes[number]
    const template = templateOf(route?.ruleNumber(place) ?? 0)
    route?.setTemplate(place, template)
    return template
  }

  /** See `KernelRoute.learn`. */
  learn(route: number): void {
    this.#routes[route]?.learn()
  }

  quarantine(rules: Iterable<DetectionRule>): void {
    for (const rule of rules) {
      const number = this.#parts.rules.indexOf(rule)
      if (number === -1 || this.#quarantined.has(number)) continue
      this.#quarantined.add(number)
      for (const route of this.#routes) route.quarantine(number)
    }
  }

  #scannerOf({ field, key, numbers }: FieldFacts): number {
    const known = this.#scanner_addresses.get(key)
    if (known !== undefined) return known
    const scanner = this.#parts.scanners.add(numbers(), this.#fieldNumber(field))
    this.#scanner_addresses.set(key, scanner)
    return scanner
  }

  #toldBy(number: number): readonly string[] {
    const rule = this.#parts.rules[number]
    return rule ? this.#parts.told(rule) : []
  }

  /** One that asks nothing: it is only noted where the field stands. */
  #bareScanner(name: string): number {
    const known = this.#bare_scanners.get(name) ?? this.#parts.scanners.add(NOTHING, this.#fieldNumber(name))
    this.#bare_scanners.set(name, known)
    return known
  }

  /** That of keywords is one more than all others. */
  #fieldNumber(field: string | null): number {
    const { field_numbers } = this.#parts
    return field === null ? field_numbers.size : (field_numbers.get(field) ?? 0)
  }
}

const NOTHING: ReadonlySet<number> = new Set()
