import { appliesTo, inLowerCase } from '../applies-to.ts'
import type { SigmaEvent } from '../event.ts'
import { EventView } from '../event-view.ts'
import type { Match, Matcher, MatcherOptions } from '../matcher.ts'
import { Quarantine } from '../quarantine.ts'
import type { DetectionRule } from '../rule.ts'
import { Evaluators } from './evaluators.ts'
import { EventScan, type ScannerSource } from './event-scan.ts'
import { FactBoard, type Generations } from './fact-board.ts'
import { FactTable } from './facts.ts'
import { FieldScanner } from './field-scanner.ts'
import { ENGINE_LIMITS, type EngineLimits } from './limits.ts'
import { MemoryBudget } from './memory-budget.ts'
import { Questions } from './questions.ts'
import { Route } from './route.ts'
import { Router, type RouteTarget } from './router.ts'
import { type FieldFacts, fieldFactsOf, groupRules, type RuleGroup } from './rule-group.ts'

/**
 * The matcher that finds the rules which may match by indexes over all of them, in place of trying one after the
 * other. It says the same as the plain one, by whose code a match is explained when its explanation is read: the event
 * must not have been changed until then.
 */
export function createMatcher(
  rules: readonly DetectionRule[],
  options: MatcherOptions = {},
  limits: EngineLimits = ENGINE_LIMITS,
): IndexedMatcher {
  const generations = { last: 0 }
  const quarantine = new Quarantine(rules.length)
  const newEngine = () => new Engine({ rules, options, limits, generations, quarantine })
  // Whoever leaves nearly all events to the kernel needs none.
  let engine: Engine | undefined
  return {
    quarantined: quarantine.rules,
    match(event) {
      if (generations.last >= limits.generations) {
        generations.last = 0
        engine = undefined
      }
      engine ??= newEngine()
      return engine.match(event)
    },
    tableBytes: () => engine?.tableBytes() ?? 0,
  }
}

export interface IndexedMatcher extends Matcher {
  /** What the indexes take now; they are made when the first event comes that needs them. */
  tableBytes(): number
}

interface EngineParts {
  readonly rules: readonly DetectionRule[]
  readonly options: MatcherOptions
  readonly limits: EngineLimits
  readonly generations: Generations
  readonly quarantine: Quarantine
}

class Engine {
  readonly #rules: readonly DetectionRule[]
  readonly #options: MatcherOptions
  readonly #limits: EngineLimits
  readonly #quarantine: Quarantine
  readonly #facts = new FactTable()
  readonly #board: FactBoard
  readonly #recorder: FactBoard
  readonly #questions: Questions
  readonly #tables: MemoryBudget
  readonly #memories: MemoryBudget
  readonly #groups: readonly RuleGroup[]
  readonly #router: Router
  readonly #routes = new Map<RouteTarget['key'], Route>()
  /** By field and groups of rules: routes share them. */
  readonly #scanners = new Map<string, FieldScanner>()
  readonly #evaluators: Evaluators

  constructor({ rules, options, limits, generations, quarantine }: EngineParts) {
    this.#rules = rules
    this.#evaluators = new Evaluators(rules)
    this.#options = options
    this.#limits = limits
    this.#quarantine = quarantine
    this.#board = new FactBoard(generations)
    this.#recorder = new FactBoard(generations)
    this.#questions = new Questions(this.#facts, this.#board)
    this.#tables = new MemoryBudget(limits.table_bytes)
    this.#memories = new MemoryBudget(limits.memory_bytes)
    this.#groups = groupRules(rules, this.#facts)
    this.#router = new Router(this.#groups, options)
  }

  match(event: SigmaEvent): Match[] {
    const target = this.#router.targetOf(event.logsource)
    const view = new EventView(event)
    const route = this.#routes.get(target.key) ?? this.#openRoute(target)
    if (route) return this.#evaluators.matchesOf(route.match(event, view), view)
    const logsource = inLowerCase(event.logsource)
    const all = this.#routes.get(ALL_RULES) ?? this.#addRoute({ key: ALL_RULES, groups: this.#groups })
    const found = all.match(event, view).filter(number => {
      const rule = this.#rules[number]
      return rule && appliesTo(rule.logsource, logsource, this.#options)
    })
    return this.#evaluators.matchesOf(found, view)
  }

  tableBytes(): number {
    return [...this.#scanners.values()].reduce((sum, { bytes }) => sum + bytes, 0)
  }

  #openRoute(target: RouteTarget): Route | undefined {
    return this.#routes.size < this.#limits.routes ? this.#addRoute(target) : undefined
  }

  #addRoute({ key, groups }: RouteTarget): Route {
    const rules = groups.flatMap(group => group.rules()).sort((a, b) => a.number - b.number)
    const scan = new EventScan({
      sources: this.#sourcesOf(groups),
      recorder: this.#recorder,
      memory_budget: this.#memories,
    })
    this.#board.grow(this.#facts.size)
    this.#recorder.grow(this.#facts.size)
    const route = new Route({
      rules,
      scan,
      facts: this.#facts,
      board: this.#board,
      questions: this.#questions,
      isQuarantined: number => this.#quarantine.has(number),
      decide: (number, view) => this.#decide(number, view),
    })
    this.#routes.set(key, route)
    return route
  }

  #sourcesOf(groups: readonly RuleGroup[]): Map<string | null, ScannerSource> {
    return new Map(fieldFactsOf(groups).map(asked => [asked.field, () => this.#scannerOf(asked)]))
  }

  #scannerOf({ key, numbers }: FieldFacts): FieldScanner {
    const known = this.#scanners.get(key)
    if (known) return known
    const scanner = new FieldScanner(numbers(), this.#facts, this.#tables)
    this.#scanners.set(key, scanner)
    return scanner
  }

  #decide(number: number, view: EventView): boolean {
    const rule = this.#rules[number]
    if (!rule) return false
    const held = this.#evaluators.of(rule, number)(view, [])
    if (held === undefined) this.#quarantine.add(number, rule)
    return held ?? false
  }
}

const ALL_RULES = 'all'
