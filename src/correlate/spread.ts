import { encodeKey } from './key.ts'
import type { Output, Plans } from './plan.ts'
import type { Signal } from './signal.ts'

/**
 * Which signals must meet in one place, as a key: those of one group, so that groups can be spread over any number
 * of workers. Correlations that refer to each other form a family, which is decided within one place, because what an
 * inner one puts out goes to outer ones at once: where all of them group by the same values, each group of the family
 * is still a place of its own, and otherwise the family is one.
 */
export function createSpread(plans: Plans): (signal: Pick<Signal, 'correlation' | 'key'>) => string {
  const families = new Map<string, { name: string; members: string[]; is_aligned: boolean }>()
  // Inner ones come first, so the families that an outer one joins are there already.
  for (const plan of plans.by_id.values()) {
    const inner = plan.rules.flatMap(rule => families.get(rule) ?? [])
    const members = [plan.id, ...new Set(inner.flatMap(family => family.members))]
    const is_aligned =
      inner.every(family => family.is_aligned) &&
      plan.inputs.every(
        ({ rule }) =>
          plans.by_id
            .get(rule)
            ?.outputs.every(
              output =>
                output.outer !== plan || isSameGroup(output, plans.by_id.get(rule)?.group_by.length ?? 0),
            ) ?? true,
      )
    const family = { name: members.toSorted()[0] ?? plan.id, members, is_aligned }
    for (const member of members) families.set(member, family)
  }
  return ({ correlation, key }) => {
    const family = families.get(correlation)
    if (!family) return correlation
    return family.is_aligned ? encodeKey([family.name, key]) : family.name
  }
}

/** Whether signals for the outer correlation have the key of the inner one's group. */
function isSameGroup({ keys }: Output, inner_length: number): boolean {
  return keys.length === inner_length && keys.every((source, at) => source?.in === 'key' && source.at === at)
}
