import type { Place } from './finding.ts'

/**
 * YAML text as a tree that remembers where everything stood, which plain JavaScript values can not: YAML 1.2, core
 * schema (`yes` is a text, `2024-01-01` too) with the merge keys of YAML 1.1, no tags but `!!str`.
 */
export type YamlNode = YamlScalar | YamlSequence | YamlMapping

interface YamlBase extends Place {
  /** Nodes in this tree, with every alias counted as what it stands for. */
  readonly size: number
}

export interface YamlScalar extends YamlBase {
  readonly kind: 'scalar'
  readonly value: string | number | boolean | null
  /** As it is written, without quotes. */
  readonly text: string
}

export interface YamlSequence extends YamlBase {
  readonly kind: 'sequence'
  readonly items: readonly YamlNode[]
}

export interface YamlMapping extends YamlBase {
  readonly kind: 'mapping'
  readonly entries: ReadonlyMap<string, YamlEntry>
}

export interface YamlEntry extends Place {
  readonly key: string
  readonly value: YamlNode
}

/** Keeps nested aliases (a few lines that stand for billions of nodes) from being walked. */
export const NODES_MAX = 1_000_000
